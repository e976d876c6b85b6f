using System.Diagnostics;
using Mesh.ControlPlane.Resources.Yaml;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Yaml;

public sealed class YamlDocumentTests
{
    [Fact]
    public void Nodes_know_their_lines()
    {
        var root = Mapping("a: 1\nb:\n- x\n- y: z\n", firstLine: 11);
        Assert.Equal(11, root.Find("a")!.Line);
        Assert.Equal(14, FieldPath.LineOf(root, "b[1].y"));
        Assert.Equal(14, FieldPath.LineOf(root, "b[1].y.deeper"));
        Assert.Equal(12, FieldPath.LineOf(root, "b[7]"));
        Assert.Null(FieldPath.LineOf(root, "nowhere"));
    }

    [Theory]
    [InlineData("a: {x.y/z: 1}", "a[x.y/z]", 1)]
    [InlineData("a:\n  k]: 1", "a[k]]", 1)]
    [InlineData("a: 1", "a[", 1)]
    [InlineData("a: 1", "[]..", null)]
    public void Paths_are_read_without_trust(string text, string path, int? line) =>
        Assert.Equal(line, FieldPath.LineOf(Mapping(text), path));

    [Theory]
    [InlineData("")]
    [InlineData("---\n")]
    [InlineData("# only a comment")]
    [InlineData("---\n# nothing\n")]
    [InlineData("null")]
    [InlineData("~")]
    public void Empty_documents_have_no_root_and_no_problem(string text) => Assert.Equal(new YamlDocument(null), Parse(text));

    [Theory]
    [InlineData("a: 1", true)]
    [InlineData("a: '1'", false)]
    [InlineData("a: \"1\"", false)]
    [InlineData("a: !!str 1", false)]
    [InlineData("a: !custom 1", true)]
    [InlineData("a: |\n  1", false)]
    public void Style_decides_what_can_be_a_number(string text, bool plain) =>
        Assert.Equal(plain, Assert.IsType<YamlScalar>(Mapping(text).Find("a")!.Value).Plain);

    [Fact]
    public void Aliases_share_their_anchor_and_merge_keys_yield_to_written_ones()
    {
        var root = Mapping("base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nuse:\n  y: own\n  <<: [*b, *o]\nagain: {<<: *b, x: own}\ncopy: *b\n");
        Assert.Equal(["y=own", "x=1", "z=4"], Fields(root, "use"));
        Assert.Equal(["x=own", "y=2"], Fields(root, "again"));
        Assert.Same(root.Find("base")!.Value, root.Find("copy")!.Value);
    }

    [Fact]
    public void A_quoted_merge_key_is_a_key() => Assert.NotNull(Mapping("'<<': 1").Find("<<"));

    [Fact]
    public void Alias_bombs_are_refused_at_once()
    {
        var bomb = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"));
        var watch = Stopwatch.StartNew();
        Assert.Contains("aliases expand to more than", Parse(bomb).Problem, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Nesting_bombs_are_refused_at_once(char bracket)
    {
        var watch = Stopwatch.StartNew();
        Assert.NotNull(Parse(new string(bracket, 100_000)).Problem);
        Assert.NotNull(Parse(string.Concat(Enumerable.Repeat("- ", 100_000))).Problem);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Block_scalars_may_begin_with_a_line_of_spaces() =>
        Assert.Equal("\nx\n", Assert.IsType<YamlScalar>(Mapping("a: |\n      \n  x\n").Find("a")!.Value).Value);

    [Fact]
    public void Json_is_yaml() => Assert.Equal(["x=1", "y=a"], Fields(Mapping("{\"o\": {\"x\": 1, \"y\": \"a\"}}"), "o"));

    static IEnumerable<string> Fields(YamlMapping root, string name) =>
        ((YamlMapping)root.Find(name)!.Value).Entries.Select(entry => $"{entry.Key}={((YamlScalar)entry.Value).Value}");

    static YamlMapping Mapping(string text, int firstLine = 1) => Assert.IsType<YamlMapping>(Parse(text, firstLine).Root);

    static YamlDocument Parse(string text, int firstLine = 1) => YamlDocument.Parse(new DocumentText(0, firstLine, text));
}
