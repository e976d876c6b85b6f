using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Validation;

/// <summary>
/// Broken files with the exact messages users get. After a deliberate change of wording, MESH_UPDATE_GOLDEN=1 rewrites the
/// messages; the diff is then what has to be reviewed.
/// </summary>
public sealed class GoldenTests
{
    static readonly string Folder = Path.Combine(SourceDirectory(), "Validation", "Golden");

    static readonly bool Update = Environment.GetEnvironmentVariable("MESH_UPDATE_GOLDEN") == "1";

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Broken_file_gets_its_messages(string file)
    {
        var results = ResourceReader.Read(file, File.ReadAllText(Path.Combine(Folder, file))).ToList();
        var actual = string.Concat(results.SelectMany(result => result.Diagnostics).Select(finding => $"{finding}\n"));
        var golden = Path.Combine(Folder, Path.ChangeExtension(file, ".txt"));
        if (Update)
        {
            File.WriteAllText(golden, actual);
        }

        Assert.Equal(File.ReadAllText(golden), actual);
        Assert.NotEmpty(actual);
        Assert.All(results, result => Assert.Equal(result.Resource is null, IsWithheld(result)));
    }

    [Fact]
    public void There_are_sixty_different_ones()
    {
        var messages = Directory.GetFiles(Folder, "*.txt").Select(File.ReadAllText).Distinct().Count();
        Assert.True(messages >= 60, $"{messages} distinct goldens");
    }

    [Fact]
    public void The_good_document_beside_a_broken_one_survives()
    {
        var files = Files.Select(row => row.Data).Where(file => File.ReadAllText(Path.Combine(Folder, file)).Contains("name: untouched")).ToList();
        Assert.True(files.Count >= 10);
        Assert.All(files, file => Assert.Contains(
            ResourceReader.Read(file, File.ReadAllText(Path.Combine(Folder, file))), result => result.Resource?.Meta.Name == "untouched"));
    }

    /// <summary>Errors and kinds that are only named leave no resource.</summary>
    static bool IsWithheld(ReadResult result) => result.Diagnostics.Any(finding =>
        finding.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Note || finding.Message.StartsWith("ignored: ", StringComparison.Ordinal));

    static string SourceDirectory([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetDirectoryName(Path.GetDirectoryName(path))!;
}
