using System.Text.RegularExpressions;
using Mesh.Proxy.Hosting;
using Mesh.Testing.Files;
using Xunit;

namespace Mesh.Proxy.Tests.Docs;

/// <summary>Pages that point to each other and to files point to what is there; units and manifests use flags that exist.</summary>
public partial class LinkTests
{
    static readonly string Docs = Path.Combine(Repository.Root, "docs");

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Docs, "*.md").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_somewhere(string page)
    {
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(Docs, page))).Where(link => !link.Groups[1].Value.Contains("://")))
        {
            var target = link.Groups[1].Length == 0 ? Path.Combine(Docs, page) : Path.GetFullPath(Path.Combine(Docs, link.Groups[1].Value));
            Assert.True(Path.Exists(target), $"{page}: {link.Value}");
            if (link.Groups[2].Length > 0)
            {
                Assert.Contains(link.Groups[2].Value, AnchorsOf(File.ReadAllText(target)));
            }
        }
    }

    [Fact]
    public void Every_page_is_in_the_index()
    {
        var index = File.ReadAllText(Path.Combine(Docs, "README.md"));
        Assert.All(Directory.GetFiles(Docs, "*.md").Select(path => Path.GetFileName(path)).Where(name => name != "README.md"), name => Assert.Contains($"({name})", index));
    }

    [Theory]
    [InlineData("systemd/mesh-proxy.service", 2)]
    [InlineData("systemd/proxy.env", 2)]
    [InlineData("kubernetes/reviews.yaml", 2)]
    public void Flags_in_deployments_exist(string file, int expected)
    {
        var known = new RunCommand().Create(_ => 0).Options.Select(option => option.Name).ToHashSet();
        var used = File.ReadLines(Path.Combine(Repository.Root, "deploy", file)).Where(line => line.Contains("mesh-proxy, run") || line.Contains("mesh-proxy run"))
            .SelectMany(line => Flag().Matches(line)).Select(flag => flag.Value).ToList();
        Assert.Equal(expected, used.Count);
        Assert.Subset(known, used.ToHashSet());
    }

    /// <summary>As GitHub makes them from headings, and those set by hand.</summary>
    static IEnumerable<string> AnchorsOf(string text) =>
        Heading().Matches(text).Select(heading => NotInAnchor().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))
            .Concat(Id().Matches(text).Select(id => id.Groups[1].Value));

    [GeneratedRegex(@"\]\(([^)#\s]*)#?([^)\s]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("<a id=\"([^\"]+)\">")]
    private static partial Regex Id();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("(?<![a-z-])--[a-z0-9-]+")]
    private static partial Regex Flag();
}
