namespace Mesh.Transport.Tests.Conformance;

/// <summary>What /proc knows of this process's sockets.</summary>
internal static class Descriptors
{
    /// <summary>Open descriptors of this process whose socket has this local address, as /proc/net prints it.</summary>
    public static int OfListener(string local)
    {
        HashSet<string> inodes = Inodes().ToHashSet();
        bool isUnix = local.StartsWith('/');
        return File.ReadLines(isUnix ? "/proc/net/unix" : "/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => isUnix
                ? fields[^1] == local && inodes.Contains(fields[6])
                : (fields[1] + " ").EndsWith(local, StringComparison.Ordinal) && inodes.Contains(fields[9]));
    }

    public static int Count() => Directory.GetFiles("/proc/self/fd").Length;

    private static IEnumerable<string> Inodes() =>
        Directory.GetFiles("/proc/self/fd")
            .Select(file => new FileInfo(file).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target![8..^1]);
}
