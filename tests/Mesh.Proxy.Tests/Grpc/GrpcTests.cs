using Mesh.Contract;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Grpc;

public class GrpcTests
{
    static readonly string[] Call = ["content-type: application/grpc", "te: trailers"];

    [Fact]
    public void A_call_passes_with_its_trailers_and_is_counted_as_gRPC()
    {
        using var scene = new GrpcScene();
        var call = scene.Client().Opens("POST /a.B/C", end: false, Call).Sends(GrpcScene.Message("one")).Sends(GrpcScene.Message("two"), end: true);
        var served = scene.Accepts();
        Assert.Equal("trailers", served["te"]);
        Assert.Equal(GrpcScene.Text([.. GrpcScene.Message("one"), .. GrpcScene.Message("two")]), served.Body);
        served.Answers(200, end: false, "content-type: application/grpc").Sends(GrpcScene.Message("three"));
        Assert.Equal(GrpcScene.Text(GrpcScene.Message("three")), call.Body);
        Assert.False(call.IsWhole);
        served.Trails("grpc-status: 5", "grpc-message: nobody");
        Assert.Equal("grpc-status: 5\r\ngrpc-message: nobody\r\n", call.Trailers);
        Assert.True(call.IsWhole);
        Assert.Equal(("grpc", "200", "5"), (scene.Label("request_protocol"), scene.Label("response_code"), scene.Label("grpc_response_status")));
        Assert.Equal((2, 1), (scene.Series.RequestMessages, scene.Series.ResponseMessages));
    }

    [Fact]
    public void The_status_of_a_response_of_trailers_only_is_counted()
    {
        using var scene = new GrpcScene();
        var call = scene.Client().Opens("POST /a.B/C", end: true, Call);
        scene.Accepts().Answers(200, end: true, "content-type: application/grpc", "grpc-status: 16");
        Assert.Equal("16", call["grpc-status"]);
        Assert.True(call.IsWhole);
        Assert.Equal(("16", 0), (scene.Label("grpc_response_status"), scene.Series.ResponseMessages));
    }

    /// <summary>Whatever the fault, before routing or after, the client reads it as a status; what is counted and logged is the cause.</summary>
    [Fact]
    public void A_failure_of_the_proxys_own_is_a_status()
    {
        using var scene = new GrpcScene();
        scene.Scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.Refused);
        var call = scene.Client().Opens("POST /a.B/C", end: true, Call);
        Assert.Equal((200, "application/grpc", "14"), (call.Status, call["content-type"], call["grpc-status"]));
        Assert.Equal(
            "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: "
            + "delayed connect error: Connection refused",
            call["grpc-message"]);
        Assert.Null(call["content-length"]);
        Assert.True(call.IsWhole);
        Assert.Equal(("200", "14", "UF,URX"), (scene.Label("response_code"), scene.Label("grpc_response_status"), scene.Label("response_flags")));
    }

    [Fact]
    public void A_call_without_a_route_is_unimplemented()
    {
        using var scene = new GrpcScene();
        scene.Scene.Publish(new Target { Protocol = Protocol.Grpc, Http = new HttpRouteTable([], RouteMiss.NotFound) });
        var call = scene.Client().Opens("POST /a.B/C", end: true, Call);
        Assert.Equal((200, "12"), (call.Status, call["grpc-status"]));
        Assert.Equal("NR", scene.Label("response_flags"));
    }

    [Fact]
    public void A_client_of_HTTP_1_is_told_in_the_same_way()
    {
        using var scene = new ProxyScene();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.Refused);
        var client = scene.Client().Says("POST /a.B/C HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n");
        var response = client.HearsMessage();
        Assert.Equal((200, "14", "0"), (response.Status, response["grpc-status"], response["content-length"]));
        Assert.Equal(ConnectionEnd.Open, client.End);
    }

    [Fact]
    public void Other_requests_are_answered_as_ever()
    {
        using var scene = new GrpcScene();
        scene.Scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.Refused);
        var client = scene.Client();
        Assert.Equal(503, client.Opens("GET /a", end: true, "content-type: application/grpc").Status);
        Assert.Equal(503, client.Opens("POST /a", end: true, "content-type: application/grpcx").Status);
        Assert.Equal(503, client.Opens("POST /a", end: true, "content-type: application/grpc-web+proto").Status);
        Assert.Equal("http", scene.Label("request_protocol"));
    }

    /// <summary>The client's deadline, the route's, and the shorter of both.</summary>
    [Theory]
    [InlineData(0, "200m", 200, "200m")]
    [InlineData(2000, "200m", 200, "200m")]
    [InlineData(100, "200m", 100, "100000u")]
    [InlineData(100, "", 100, "100000u")]
    [InlineData(100, "0S", 100, "100000u")]
    [InlineData(100, "soon", 100, "100000u")]
    public void The_timeout_is_the_clients_and_the_routes_caps_it(int route, string said, int expected, string forwarded)
    {
        using var scene = new GrpcScene(timeout: TimeSpan.FromMilliseconds(route));
        var call = scene.Client().Opens("POST /a.B/C", end: true, said.Length > 0 ? [.. Call, $"grpc-timeout: {said}"] : Call);
        var served = scene.Accepts();
        Assert.Equal([forwarded], served.Values("grpc-timeout"));
        scene.Scene.Passes(TimeSpan.FromMilliseconds(expected - 20));
        Assert.Equal(0, call.Status);
        scene.Scene.Passes(TimeSpan.FromMilliseconds(40));
        Assert.Equal((200, "14", "upstream request timeout"), (call.Status, call["grpc-status"], call["grpc-message"]));
        Assert.Equal(Http2ErrorCode.Cancel, served.ResetBy);
        Assert.Equal("UT", scene.Label("response_flags"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0S")]
    public void Without_a_timeout_a_call_may_last(string said)
    {
        using var scene = new GrpcScene();
        var call = scene.Client().Opens("POST /a.B/C", end: true, said.Length > 0 ? [.. Call, $"grpc-timeout: {said}"] : Call);
        var served = scene.Accepts();
        scene.Scene.Passes(TimeSpan.FromMinutes(30));
        served.Answers(200, end: true, "grpc-status: 0");
        Assert.Equal("0", call["grpc-status"]);
    }

    [Fact]
    public void A_timeout_after_the_head_resets_the_stream()
    {
        using var scene = new GrpcScene();
        var call = scene.Client().Opens("POST /a.B/C", end: true, [.. Call, "grpc-timeout: 1S"]);
        var served = scene.Accepts().Answers(200, end: false, "content-type: application/grpc").Sends(GrpcScene.Message("x"));
        scene.Scene.Passes(TimeSpan.FromSeconds(2));
        Assert.False(call.IsWhole);
        Assert.NotNull(call.ResetBy);
        Assert.Equal(Http2ErrorCode.Cancel, served.ResetBy);
        Assert.Equal(("UT", 1), (scene.Label("response_flags"), scene.Series.ResponseMessages));
    }

    [Fact]
    public void Cancelling_reaches_the_server_and_counts_without_a_status()
    {
        using var scene = new GrpcScene();
        var call = scene.Client().Opens("POST /a.B/C", end: false, Call);
        var served = scene.Accepts();
        call.Resets();
        Assert.Equal(Http2ErrorCode.Cancel, served.ResetBy);
        Assert.Equal(("0", "", "DC"), (scene.Label("response_code"), scene.Label("grpc_response_status"), scene.Label("response_flags")));
    }

    [Fact]
    public void A_server_that_resets_is_a_status_as_long_as_nothing_was_answered()
    {
        using var scene = new GrpcScene();
        var call = scene.Client().Opens("POST /a.B/C", end: true, Call);
        scene.Accepts().Resets(Http2ErrorCode.InternalError);
        Assert.Equal((200, "14"), (call.Status, call["grpc-status"]));
        Assert.Equal("UR", scene.Label("response_flags"));
    }

    [Fact]
    public void Streaming_both_ways_waits_for_nobody()
    {
        using var scene = new GrpcScene();
        var call = scene.Client().Opens("POST /a.B/C", end: false, Call);
        var served = scene.Accepts().Answers(200, end: false, "content-type: application/grpc");
        Assert.Equal(200, call.Status);
        for (var i = 0; i < 100; i++)
        {
            call.Sends(GrpcScene.Message($"ping {i}"));
            Assert.EndsWith($"ping {i}", served.Body);
            served.Sends(GrpcScene.Message($"pong {i}"));
            Assert.EndsWith($"pong {i}", call.Body);
        }

        call.Sends("", end: true);
        Assert.True(served.IsWhole);
        served.Trails("grpc-status: 0");
        Assert.Equal((100, 100, "0"), (scene.Series.RequestMessages, scene.Series.ResponseMessages, scene.Label("grpc_response_status")));
    }

    [Fact]
    public void An_answer_that_is_not_gRPC_counts_as_its_HTTP_status()
    {
        using var scene = new GrpcScene();
        var call = scene.Client().Opens("POST /a.B/C", end: true, Call);
        scene.Accepts().Answers(403, end: false, "content-type: text/plain").Sends("no", end: true);
        Assert.Equal((403, "no"), (call.Status, call.Body));
        Assert.Equal(("403", "7"), (scene.Label("response_code"), scene.Label("grpc_response_status")));
    }
}
