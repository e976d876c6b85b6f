namespace Mesh.Testing.Files;

/// <summary>Where things are: the checkout the tests run from, what was built into it, and the optional directory of real inputs beside it.</summary>
public static class Repository
{
    /// <summary>The directory that holds Mesh.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Real Istio inputs: ../shared beside the checkout, or $MESH_SHARED. Null where a clone has none.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>Path of a native program that `./build.sh publish` made; null when it is not there.</summary>
    public static string? Program(string name)
    {
        var path = Path.Combine(Root, "artifacts", name == "mesh-echo" ? "samples" : "bin", name);
        return File.Exists(path) ? path : null;
    }

    static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Mesh.sln")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException($"no Mesh.sln above {AppContext.BaseDirectory}: run the tests from a checkout");
    }

    static string? FindShared()
    {
        var path = Environment.GetEnvironmentVariable("MESH_SHARED") ?? Path.Combine(Root, "..", "shared");
        return Directory.Exists(Path.Combine(path, "data")) ? Path.GetFullPath(path) : null;
    }
}
