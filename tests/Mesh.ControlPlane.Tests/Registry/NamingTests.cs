using Mesh.ControlPlane.Registry;
using Xunit;

namespace Mesh.ControlPlane.Tests.Registry;

public sealed class NamingTests
{
    [Theory]
    [InlineData("reviews-v1-5b4f6d7c9b-x2x7k", "", "reviews-v1")]
    [InlineData("reviews-v1-abcdef1234-zzzzz", "pod-template-hash=abcdef1234", "reviews-v1")]
    [InlineData("reviews-v1", "", "reviews-v1")]
    [InlineData("db-0", "statefulset.kubernetes.io/pod-name=db-0", "db")]
    [InlineData("db-0", "", "db-0")]
    [InlineData("agent-x2x7k", "controller-revision-hash=1", "agent")]
    [InlineData("anything", "istio.io/workload-name=named", "named")]
    public void A_pods_workload_is_its_name_without_what_the_controller_appended(string pod, string label, string expected)
    {
        var labels = label.Length == 0 ? [] : new Dictionary<string, string> { [label.Split('=')[0]] = label.Split('=')[1] };
        Assert.Equal(expected, WorkloadNaming.OfPod(pod, labels));
    }

    [Theory]
    [InlineData("*", "a.b", true)]
    [InlineData("*.b", "a.b", true)]
    [InlineData("*.b", "b", false)]
    [InlineData("*.b", "*.a.b", true)]
    [InlineData("*.a.b", "*.b", false)]
    [InlineData("*.b", "*.b", true)]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.b", "*.b", false)]
    [InlineData("*", "*", true)]
    public void A_wildcard_covers_what_ends_like_it(string pattern, string host, bool covers) =>
        Assert.Equal(covers, HostName.Covers(pattern, host));

    [Theory]
    [InlineData("reviews", "ns", "reviews.ns.svc.cluster.local")]
    [InlineData("reviews.prod", "ns", "reviews.prod")]
    [InlineData("Reviews.Example.COM", "ns", "reviews.example.com")]
    [InlineData("*", "ns", "*")]
    [InlineData("2001:db8::1", "ns", "2001:db8::1")]
    public void A_name_without_dots_is_a_service_of_the_namespace(string host, string @namespace, string expected) =>
        Assert.Equal(expected, HostName.Qualify(host, @namespace));

    [Fact]
    public void An_identity_has_istios_precedence_of_labels()
    {
        var labels = new Dictionary<string, string>
        {
            ["app"] = "a", ["app.kubernetes.io/name"] = "k", ["version"] = "v", ["service.istio.io/canonical-revision"] = "r",
        };
        var identity = WorkloadNaming.Identity("w", "ns", labels, "sa", "td", "c");
        Assert.Equal(("a", "v", "k", "r"), (identity.App, identity.Version, identity.CanonicalService, identity.CanonicalRevision));
        Assert.Equal("spiffe://td/ns/ns/sa/sa", identity.Principal);
        Assert.Equal(("w", "latest"), (WorkloadNaming.Identity("w", "ns", new Dictionary<string, string>(), "", "td", "").CanonicalService, "latest"));
    }

    [Theory]
    [InlineData("10.1.2.3/16", "10.1.0.0", 16u)]
    [InlineData("192.0.2.1", "192.0.2.1", 32u)]
    [InlineData("2001:db8::1/33", "2001:db8::", 33u)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", 32u)]
    public void A_range_has_no_host_bits(string text, string address, uint length)
    {
        var range = AddressParsing.Range(text)!;
        Assert.Equal(System.Net.IPAddress.Parse(address).GetAddressBytes(), range.Address.ToByteArray());
        Assert.Equal(length, range.PrefixLength);
    }

    [Theory]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/-1")]
    [InlineData("10.0.0.1/")]
    [InlineData("name")]
    [InlineData("")]
    public void What_is_no_range_is_none(string text) => Assert.Null(AddressParsing.Range(text));
}
