using Mesh.Testing.Netns;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>curl, a real and unmodified client, as an application's user inside a pod.</summary>
public static class Curl
{
    public const int Uid = 1000;

    /// <summary>Standard output of a curl that must succeed (its exit code says nothing of HTTP statuses).</summary>
    public static async Task<string> Get(NetworkNamespace from, params string[] arguments)
    {
        var (exitCode, output, error) = await Try(from, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"curl {string.Join(' ', arguments)} in {from.Name} exited with {exitCode}: {error}{output}");
    }

    /// <summary>Exit code and both outputs.</summary>
    public static Task<(int ExitCode, string Output, string Error)> Try(NetworkNamespace from, params string[] arguments) =>
        Mesh.Testing.Processes.Command.Try("ip", from.Inside(Uid, "curl", ["-sS", "--max-time", "30", .. arguments]));

    /// <summary>Only the status.</summary>
    public static async Task<int> Status(NetworkNamespace from, params string[] arguments) =>
        int.Parse(await Get(from, ["-o", "/dev/null", "-w", "%{http_code}", .. arguments]));
}
