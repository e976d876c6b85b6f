using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Reading;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources;

/// <summary>The last good version stays, and nothing but what is broken stays.</summary>
public sealed class ResourceStoreTests
{
    readonly ResourceStore store = new();

    [Fact]
    public void An_invalid_edit_leaves_the_last_good_version()
    {
        Apply(("a.yaml", Route("reviews", "1s") + Route("ratings", "1s")));
        var set = Apply(("a.yaml", Route("reviews", "soon") + Route("ratings", "2s")));
        Assert.Equal(["ratings=2", "reviews=1"], Timeouts(set));
        Assert.Equal(
            [
                "a.yaml:1: warning: document 1: VirtualService default/reviews: is invalid or missing in the new version of the file, its last good version stays in use",
                "a.yaml:6: error: document 1: VirtualService default/reviews: spec.http[0].timeout: must be a duration such as 1h30m, 5s or 250ms, is \"soon\"",
            ],
            set.Diagnostics.Select(finding => finding.ToString()));
        Assert.Equal(["ratings=2", "reviews=3"], Timeouts(Apply(("a.yaml", Route("reviews", "3s") + Route("ratings", "2s")))));
        Assert.Empty(Apply(("a.yaml", Route("reviews", "3s") + Route("ratings", "2s"))).Diagnostics);
    }

    [Fact]
    public void A_document_that_cannot_be_named_keeps_all_that_is_missing()
    {
        Apply(("a.yaml", Route("reviews", "1s") + Route("ratings", "1s")));
        Assert.Equal(["ratings=2", "reviews=1"], Timeouts(Apply(("a.yaml", "kind: {\n---\n" + Route("ratings", "2s")))));
        Assert.Equal(["ratings=2"], Timeouts(Apply(("a.yaml", Route("ratings", "2s")))));
    }

    [Fact]
    public void Deleting_is_not_breaking()
    {
        Apply(("a.yaml", Route("reviews", "1s")), ("b.yaml", Route("ratings", "1s")));
        Assert.Equal(["ratings=1"], Timeouts(Apply(("b.yaml", Route("ratings", "1s")))));
        Assert.Empty(Apply().All);
    }

    [Fact]
    public void A_resource_that_never_was_good_is_left_out() => Assert.Empty(Apply(("a.yaml", Route("reviews", "soon"))).All);

    [Fact]
    public void Of_two_definitions_the_first_file_wins_and_the_second_is_reported()
    {
        var set = Apply(("a.yaml", Route("reviews", "1s")), ("b.yaml", Route("reviews", "2s")));
        Assert.Equal(["reviews=1"], Timeouts(set));
        Assert.Equal(
            "b.yaml:1: error: document 1: VirtualService default/reviews: is defined already at a.yaml:1, this one is not used", Assert.Single(set.Diagnostics).ToString());
        Assert.Equal(["reviews=2"], Timeouts(Apply(("b.yaml", Route("reviews", "2s")))));
    }

    [Fact]
    public void A_fresh_version_elsewhere_wins_over_a_kept_one()
    {
        Apply(("a.yaml", Route("reviews", "1s")));
        Assert.Equal(["reviews=2"], Timeouts(Apply(("a.yaml", "kind: {"), ("b.yaml", Route("reviews", "2s")))));
    }

    [Fact]
    public void A_directory_that_cannot_be_listed_keeps_what_it_held()
    {
        Apply(("sub/a.yaml", Route("reviews", "1s")), ("b.yaml", Route("ratings", "1s")));
        var hidden = store.Apply(new ConfigScan([], ["sub"], []));
        Assert.Equal(["reviews=1"], Timeouts(hidden));
        Assert.Empty(store.Apply(new ConfigScan([], [], [])).All);
    }

    [Fact]
    public void The_same_content_is_the_same_set()
    {
        var scan = Scan(("a.yaml", Route("reviews", "1s")));
        var first = store.Apply(scan);
        Assert.Equal(1, first.Generation);
        Assert.Same(first, store.Apply(scan));
    }

    [Fact]
    public void A_preview_remembers_nothing_but_that_it_may_be_in_use()
    {
        var whole = Scan(("a.yaml", Route("reviews", "1s") + Route("ratings", "1s")));
        var first = store.Apply(whole);
        Assert.Null(store.Preview(whole));

        // Half of the file is there: a good file by itself, and not what its author means.
        var half = store.Preview(Scan(("a.yaml", Route("reviews", "2s"))))!;
        Assert.Equal(["reviews=2"], Timeouts(half));
        Assert.True(half.Generation > first.Generation);

        // The other half is broken in the end: the last good version is still known.
        var broken = Apply(("a.yaml", Route("reviews", "2s") + Route("ratings", "soon")));
        Assert.Equal(["ratings=1", "reviews=2"], Timeouts(broken));
        Assert.True(broken.Generation > half.Generation);
    }

    [Fact]
    public void After_a_preview_the_same_content_is_said_again()
    {
        var scan = Scan(("a.yaml", Route("reviews", "1s")));
        var first = store.Apply(scan);
        store.Preview(Scan(("a.yaml", Route("reviews", "2s"))));
        var again = store.Apply(scan);
        Assert.True(again.Generation > first.Generation);
        Assert.Equal(["reviews=1"], Timeouts(again));
        Assert.Same(again, store.Apply(scan));
    }

    [Fact]
    public void Older_resources_come_first_then_names()
    {
        var set = Apply(
            ("a.yaml", Route("young", "1s", "creationTimestamp: 2024-05-01T00:00:00Z") + Route("old", "1s", "creationTimestamp: 2020-01-01T00:00:00Z")),
            ("b.yaml", Route("b", "1s") + Route("a", "1s") + Route("c", "1s", "namespace: another")));
        Assert.Equal(["a", "b", "c", "old", "young"], set.VirtualServices.Select(service => service.Meta.Name));
        Assert.NotNull(set.Find(new ResourceKey(ResourceKind.VirtualService, "another", "c")));
    }

    [Fact]
    public void Mesh_config_of_the_config_map_is_effective_and_the_defaults_are_istios()
    {
        Assert.Equal("istio-system", ResourceSet.Empty.Mesh.RootNamespace);
        const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |-\n    trustDomain: example.org\n  meshNetworks: ''\n";
        Assert.Equal("example.org", Apply(("a.yaml", ConfigMap)).Mesh.TrustDomain);
        Assert.Equal(
            "example.org", Apply(("a.yaml", ConfigMap.Replace("trustDomain", "trustDoman", StringComparison.Ordinal))).Mesh.TrustDomain);
        Assert.Equal("cluster.local", Apply().Mesh.TrustDomain);
    }

    ResourceSet Apply(params (string Path, string Text)[] files) => store.Apply(Scan(files));

    static ConfigScan Scan(params (string Path, string Text)[] files) =>
        new([.. files.Select(file => new ConfigFile(file.Path, [.. ResourceReader.Read(file.Path, file.Text)]))], [], []);

    static IEnumerable<string> Timeouts(ResourceSet set) =>
        set.VirtualServices.Select(service => $"{service.Meta.Name}={service.Http[0].Timeout!.Value.TotalSeconds}");

    static string Route(string name, string timeout, string metadata = "labels: {}") =>
        $"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {"{"}name: {name}, {metadata}{"}"}
        spec:
          hosts: [{name}]
          http: [{"{"}timeout: {timeout}, route: [{"{"}destination: {"{"}host: {name}{"}}]}"}]
        ---

        """;
}
