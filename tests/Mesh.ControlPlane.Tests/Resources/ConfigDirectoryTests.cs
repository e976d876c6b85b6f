using System.Text;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources;

public sealed class ConfigDirectoryTests : IDisposable
{
    const string Namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: one}\n";

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Reads_a_tree_in_path_order()
    {
        directory.Write("b.yaml", Namespace);
        directory.Write("a/z.yml", Namespace);
        directory.Write("a/c.JSON", """{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "json"}}""");
        directory.Write("a/readme.md", "no: yaml");
        directory.Write(".hidden/x.yaml", Namespace);
        directory.Write("a/.x.yaml.swp", Namespace);
        directory.Write("a/.y.yaml", Namespace);
        var scan = Scan();
        Assert.Equal(["a/c.JSON", "a/z.yml", "b.yaml"], scan.Files.Select(file => file.Path));
        Assert.All(scan.Files, file => Assert.NotNull(Assert.Single(file.Results).Resource));
    }

    [Theory]
    [InlineData("\uFEFF" + Namespace)]
    [InlineData("apiVersion: v1\r\nkind: Namespace\r\nmetadata:\r\n  name: one\r\n")]
    [InlineData("---\n\n---\n# nothing\n---\n" + Namespace + "---\n...\n---\n")]
    [InlineData(Namespace + "---")]
    public void Text_forms_make_no_difference(string text)
    {
        directory.Write("a.yaml", text);
        Assert.Equal("one", Assert.Single(Assert.Single(Scan().Files).Results).Resource!.Meta.Name);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0 }, "is UTF-16; save it as UTF-8")]
    [InlineData(new byte[] { 0x61, 0x3A, 0xC3, 0x28 }, "is not valid UTF-8")]
    [InlineData(new byte[] { 0x61, 0, 0x61 }, "is not text: byte 1 is zero")]
    public void Other_encodings_are_refused_by_name(byte[] bytes, string message)
    {
        File.WriteAllBytes(directory.File("bad.yaml"), bytes);
        directory.Write("good.yaml", Namespace);
        Assert.Equal($"bad.yaml: error: {message}", OnlyError());
    }

    [Fact]
    public void A_huge_file_is_refused_without_reading_it()
    {
        using (var huge = File.Create(directory.File("huge.yaml")))
        {
            huge.SetLength(17 * 1024 * 1024);
        }

        directory.Write("good.yaml", Namespace);
        Assert.Equal("huge.yaml: error: is larger than 16777216 bytes", OnlyError());
    }

    [Fact]
    public void A_large_file_of_many_documents_is_read()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 2_000; i++)
        {
            text.Append("---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n").Append(i).Append("}\n");
        }

        directory.Write("large.yaml", text.ToString());
        Assert.Equal(2_000, Scan().Files[0].Results.Count(result => result.Resource is not null));
    }

    [Fact]
    public void Links_are_followed_and_loops_end()
    {
        directory.Write("real/a.yaml", Namespace);
        Directory.CreateSymbolicLink(directory.File("real/loop"), directory.Path);
        Directory.CreateSymbolicLink(directory.File("twice"), directory.File("real"));
        File.CreateSymbolicLink(directory.File("self.yaml"), directory.File("self.yaml"));
        File.CreateSymbolicLink(directory.File("dangling.yaml"), directory.File("nowhere"));
        var scan = Scan();
        Assert.Equal(["dangling.yaml", "real/a.yaml", "self.yaml"], scan.Files.Select(file => file.Path));
        Assert.Equal(["dangling.yaml", "self.yaml"], Errors(scan).Select(error => error.File));
    }

    [Fact]
    public void A_mounted_config_map_is_read_once()
    {
        directory.Write("..2024_01/a.yaml", Namespace);
        Directory.CreateSymbolicLink(directory.File("..data"), "..2024_01");
        File.CreateSymbolicLink(directory.File("a.yaml"), "..data/a.yaml");
        Assert.Equal("a.yaml", Assert.Single(Scan().Files).Path);
    }

    [Fact]
    public void A_pipe_does_not_block()
    {
        using var make = System.Diagnostics.Process.Start("mkfifo", directory.File("pipe.yaml"))!;
        make.WaitForExit();
        Assert.SkipUnless(make.ExitCode == 0, "mkfifo does not work here");
        Assert.Empty(Assert.Single(Scan().Files).Results);
    }

    [Fact]
    public void A_missing_directory_is_an_error_and_no_exception()
    {
        var scan = new ConfigDirectory(directory.File("missing")).Scan();
        Assert.Empty(scan.Files);
        Assert.Equal([""], scan.UnreadableDirectories);
        Assert.StartsWith("directory cannot be read: ", Assert.Single(scan.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Untouched_files_keep_their_resources_by_reference()
    {
        directory.Write("a.yaml", Namespace);
        File.SetLastWriteTimeUtc(directory.File("a.yaml"), DateTime.UtcNow.AddMinutes(-1));
        var config = new ConfigDirectory(directory.Path);
        var first = config.Scan();
        Assert.Same(first.Files[0], config.Scan(first).Files[0]);
        directory.Write("a.yaml", Namespace);
        Assert.Same(first.Files[0].Results, config.Scan(first).Files[0].Results);
        directory.Write("a.yaml", Namespace.Replace("one", "two", StringComparison.Ordinal));
        Assert.Equal("two", config.Scan(first).Files[0].Results[0].Resource!.Meta.Name);
    }

    [Fact]
    public void A_file_just_emptied_is_still_being_written()
    {
        directory.Write("a.yaml", Namespace);
        var config = new ConfigDirectory(directory.Path);
        var first = config.Scan();
        directory.Write("a.yaml", "");
        Assert.Same(first.Files[0], config.Scan(first).Files[0]);
        File.SetLastWriteTimeUtc(directory.File("a.yaml"), DateTime.UtcNow.AddMinutes(-1));
        Assert.Empty(config.Scan(first).Files[0].Results);
    }

    [Fact]
    public void Mesh_config_comes_from_a_file_of_its_own()
    {
        directory.Write("mesh/mesh.txt", "accessLogFile: /dev/stdout\noutboundTrafficPolicy: {mode: REGISTRY_ONLY}\n");
        var scan = new ConfigDirectory(directory.Path, directory.File("mesh/mesh.txt")).Scan();
        var mesh = new ResourceStore().Apply(scan).Mesh;
        Assert.Equal("/dev/stdout", mesh.AccessLogFile);
        Assert.Equal(Mesh.ControlPlane.Resources.Networking.OutboundTrafficMode.RegistryOnly, mesh.OutboundTrafficPolicy.Mode);
        Assert.Equal(TimeSpan.FromSeconds(10), mesh.ConnectTimeout);
    }

    ConfigScan Scan() => new ConfigDirectory(directory.Path).Scan();

    string OnlyError()
    {
        var scan = Scan();
        Assert.Contains(scan.Files.SelectMany(file => file.Results), result => result.Resource?.Meta.Name == "one");
        return Assert.Single(Errors(scan)).ToString();
    }

    static IEnumerable<Diagnostic> Errors(ConfigScan scan) =>
        scan.Files.SelectMany(file => file.Results).SelectMany(result => result.Diagnostics).Where(finding => finding.Severity == DiagnosticSeverity.Error);
}
