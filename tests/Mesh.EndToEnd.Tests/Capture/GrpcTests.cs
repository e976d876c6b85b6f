using Grpc.Core;
using Mesh.EndToEnd.Tests.Grpc;
using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>gRPC by real clients through both sidecars, captured (2.11).</summary>
public sealed class GrpcTests : IClassFixture<GrpcFixture>
{
    readonly GrpcFixture fixture;

    public GrpcTests(GrpcFixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    public static TheoryData<string> Checks => [.. GrpcChecks.All.Keys];

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task SidecarToSidecar(string check)
    {
        using var channel = fixture.NewChannel();
        await GrpcChecks.All[check](new Echo.EchoClient(channel), fixture.Log);
    }

    [Fact]
    public async Task RoutesGoByServiceAndMethod()
    {
        using var channel = fixture.NewChannel();
        var client = new Echo.EchoClient(channel);
        var unary = client.UnaryAsync(new EchoMessage(), cancellationToken: TestContext.Current.CancellationToken);
        using var expand = client.Expand(new EchoMessage { Count = 1 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("one-service", (await unary.ResponseHeadersAsync).GetValue("x-rule"));
        Assert.Equal("one-method", (await expand.ResponseHeadersAsync).GetValue("x-rule"));

        var marshaller = Marshallers.Create(bytes => bytes, bytes => bytes);
        var stranger = new Method<byte[], byte[]>(MethodType.Unary, "mesh.test.Nobody", "Home", marshaller, marshaller);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.CreateCallInvoker().AsyncUnaryCall(stranger, null, default, []));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Fact]
    public async Task BothSidesCountTheSameCalls()
    {
        using var channel = fixture.NewChannel();
        await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(
            new EchoMessage { Status = (int)StatusCode.OutOfRange }, cancellationToken: TestContext.Current.CancellationToken));
        foreach (var (pod, reporter) in ((Pod, string)[])[(fixture.Client, "source"), (fixture.Calls, "destination")])
        {
            await Eventually.True($"a call with status 11 counted at the {reporter}", async () => (await pod.Sidecar.Scrape()).Any(sample =>
                sample.Name == "istio_requests_total" && sample.Labels["reporter"] == reporter && sample.Labels["request_protocol"] == "grpc"
                && sample.Labels["grpc_response_status"] == "11" && sample.Labels["destination_service"] == "calls.default.svc.cluster.local" && sample.Value >= 1));
        }
    }
}
