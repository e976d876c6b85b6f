using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>An IPv6 service between pods that have both families (1.15).</summary>
public sealed class IPv6Tests : IClassFixture<IPv6Tests.Fixture>
{
    const string Vip = "fd96::30";

    readonly Fixture fixture;

    public IPv6Tests(Fixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Fact]
    public async Task AServiceIsReachedOverIPv6ThroughBothSidecars()
    {
        Assert.Equal("web: GET /six", (await Curl.Get(fixture.Client.Host, "-H", "Host: web", $"http://[{Vip}]/six")).Trim());

        var source = await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/six");
        var destination = await fixture.Web.Sidecar.WaitForLog(line => line.Path == "/six");
        Assert.Equal("outbound|80||web.default.svc.cluster.local", source.UpstreamCluster);
        Assert.Equal("[fd77::20]:9080", source.UpstreamHost);
        Assert.Equal("inbound|9080||", destination.UpstreamCluster);
        Assert.StartsWith("[::6]:", destination.UpstreamLocalAddress);
    }

    [Fact]
    public async Task TcpAndUnknownDestinationsPassOverIPv6()
    {
        await using var app = fixture.Web.RunTcp(
            7000,
            async (socket, cancel) =>
            {
                using var connection = new RawConnection(socket);
                await connection.Send("hello");
                await connection.WaitForEnd(cancel);
            },
            "::");

        using var byService = await RawConnection.Open(fixture.Client.Host, Vip, 7000);
        using var byAddress = await RawConnection.Open(fixture.Client.Host, "fd77::20", 7000);

        Assert.Equal("hello", await byService.Read(5));
        Assert.Equal("hello", await byAddress.Read(5));
        Assert.Equal(["::6", "::6"], app.Peers);
    }

    [Theory]
    [InlineData("http://[fd77::20]:15021/healthz/ready")]
    [InlineData("http://[fd77::20]:15020/healthz/ready")]
    [InlineData("http://[fd77::20]:15090/stats/prometheus")]
    public async Task TheKubeletAndPrometheusComeOverIPv6Too(string url)
    {
        // 1.25: where a pod has only IPv6, this is the only way.
        Assert.Equal(200, await Curl.Status(fixture.Mesh.Network.Hub, url));
    }

    [Fact]
    public async Task IPv4StaysCapturedBesideIt()
    {
        Assert.Equal("web: GET /four", (await Curl.Get(fixture.Client.Host, "http://10.77.0.20:9080/four")).Trim());

        Assert.Equal("inbound|9080||", (await fixture.Web.Sidecar.WaitForLog(line => line.Path == "/four")).UpstreamCluster);
    }

    public sealed class Fixture : MeshFixture
    {
        static readonly string[] Rules = [.. Pod.InjectorArguments, "--dual-stack"];

        public Pod Client { get; private set; } = null!;

        public Pod Web { get; private set; } = null!;

        protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
        {
            ["web.yaml"] = MeshYaml.Service("web", Vip, [("http", 80, 9080), ("tcp", 7000, 7000)], [("web", "fd77::20")]),
        };

        protected override async Task Build(MeshTopology mesh)
        {
            Web = await mesh.AddMeshedPod("web", 20, OverIPv6, Rules);
            await Web.RunEcho("web");
            Client = await mesh.AddMeshedPod("client", 10, OverIPv6, Rules);
        }

        static SidecarOptions OverIPv6(SidecarOptions options) => options with
        {
            Address = options.Address.Replace("10.77.0.", "fd77::", StringComparison.Ordinal),
        };
    }
}
