using System.Security.Cryptography;

namespace Mesh.Fuzz;

/// <summary>A failing input: saved where CI picks it up, and told so that it can be replayed.</summary>
static class FuzzFailure
{
    public static string Report(IFuzzTarget target, byte[] input, FuzzOptions options, string why)
    {
        var file = Save(target, input, why);
        return $"{target.Name}: {why}\nseed {options.Seed}, {input.Length} bytes: {Convert.ToHexString(input)}\n"
            + $"saved as {file}; put it into tests/Mesh.Fuzz/Corpus/{target.Name}/ when it is fixed";
    }

    static string Save(IFuzzTarget target, byte[] input, string why)
    {
        var folder = Path.Combine(Root(), "artifacts", "fuzz");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{target.Name}-{Convert.ToHexString(SHA256.HashData(input))[..12]}.hex");
        File.WriteAllText(file, Corpus.Write(input, why.Split('\n')[0]));
        return file;
    }

    static string Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Mesh.sln")))
            {
                return directory.FullName;
            }
        }

        return Path.GetTempPath();
    }
}
