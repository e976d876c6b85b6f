using System.Runtime.CompilerServices;
using Xunit;

namespace Mesh.ControlPlane.Tests;

/// <summary>Committed text that results are compared with. MESH_UPDATE_GOLDEN=1 writes it instead.</summary>
static class Golden
{
    public static string Input(string name, [CallerFilePath] string caller = "") => File.ReadAllText(PathOf(name, caller));

    public static void Equal(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = PathOf(name, caller);
        if (Environment.GetEnvironmentVariable("MESH_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual);
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", actual);
    }

    static string PathOf(string name, string caller) => Path.Combine(Path.GetDirectoryName(caller)!, "goldens", name);
}
