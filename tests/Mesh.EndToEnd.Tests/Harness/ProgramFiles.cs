using Mesh.Testing.Files;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>The native programs, copied to where every uid can run them whatever the mode of the checkout. Gone when the test process ends.</summary>
public static class ProgramFiles
{
    static readonly Lazy<string> Copies = new(MakeCopies);

    public static string Proxy => Path("mesh-proxy");

    public static string Control => Path("mesh-control");

    public static string Iptables => Path("mesh-iptables");

    public static string Ctl => Path("meshctl");

    public static string Echo => Path("mesh-echo");

    static string Path(string name) => System.IO.Path.Combine(Copies.Value, name);

    static string MakeCopies()
    {
        var directory = new TemporaryDirectory();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        foreach (var name in (string[])["mesh-proxy", "mesh-control", "mesh-iptables", "meshctl", "mesh-echo"])
        {
            var source = Repository.Program(name) ?? throw new InvalidOperationException($"{name} is not published: run ./build.sh publish");
            var copy = directory.FilePath(name);
            File.Copy(source, copy);
            File.SetUnixFileMode(copy, (UnixFileMode)0b111_101_101);
        }

        return directory.Path;
    }
}
