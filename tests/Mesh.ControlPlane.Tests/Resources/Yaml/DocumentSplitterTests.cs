using Mesh.ControlPlane.Resources.Yaml;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Yaml;

public sealed class DocumentSplitterTests
{
    [Theory]
    [InlineData("a: 1", "1:a: 1")]
    [InlineData("---\na: 1\n---\nb: 2\n", "1:---\na: 1\n|3:---\nb: 2\n")]
    [InlineData("# comment\n---\na: 1", "1:# comment\n---\na: 1")]
    [InlineData("a: 1\r\n---\r\nb: 2", "1:a: 1\r\n|2:---\r\nb: 2")]
    [InlineData("a: 1\n...\nb: 2", "1:a: 1\n|3:b: 2")]
    [InlineData("a: |\n  ---\n  x\n----\n--- # next\nb: 2", "1:a: |\n  ---\n  x\n----\n|5:--- # next\nb: 2")]
    [InlineData("%YAML 1.1\n---\na: 1", "1:%YAML 1.1\n---\na: 1")]
    [InlineData("a: 1\r---\rb: 2", "1:a: 1\r|2:---\rb: 2")]
    [InlineData("", "1:")]
    public void Splits_at_markers_on_line_starts(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', DocumentSplitter.Split(text).Select(document => $"{document.FirstLine}:{document.Text}")));

    [Fact]
    public void Nothing_but_the_end_marker_is_lost()
    {
        const string Text = "---\na: 1\n---\n\n---\n# x\n---\nb: 2\n";
        Assert.Equal(Text, string.Concat(DocumentSplitter.Split(Text).Select(document => document.Text)));
    }
}
