using System.Runtime.CompilerServices;

namespace Mesh.Contract.Tests;

/// <summary>Committed files that results are compared with. MESH_UPDATE_GOLDENS=1 writes them instead.</summary>
static class Golden
{
    public static bool Updating => Environment.GetEnvironmentVariable("MESH_UPDATE_GOLDENS") == "1";

    public static string PathOf(string name, [CallerFilePath] string caller = "") =>
        Path.Combine(Path.GetDirectoryName(caller)!, "goldens", name);

    public static byte[] Bytes(string name, Func<byte[]> create)
    {
        var path = PathOf(name);
        if (Updating && !File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, create());
        }

        return File.ReadAllBytes(path);
    }
}
