using Xunit;

namespace Mesh.ControlPlane.Tests;

/// <summary>Reference data that may lie beside the repository. Tests that need it skip where it is absent.</summary>
static class SharedData
{
    /// <returns>Full path of a file or directory under the shared data.</returns>
    public static string Require(string relative)
    {
        var path = Root() is { } root ? Path.Combine(root, relative) : null;
        if (path is null || !Path.Exists(path))
        {
            Assert.Skip($"the reference data {relative} is not here");
        }

        return path!;
    }

    static string? Root()
    {
        if (Environment.GetEnvironmentVariable("MESH_SHARED") is { Length: > 0 } configured)
        {
            return configured;
        }

        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Mesh.sln")))
        {
            directory = directory.Parent;
        }

        return directory is null ? null : Path.Combine(directory.FullName, "..", "shared");
    }
}
