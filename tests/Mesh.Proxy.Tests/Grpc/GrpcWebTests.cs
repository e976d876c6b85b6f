using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Serving;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Grpc;

public class GrpcWebTests
{
    const string Head = "POST /a.B/C HTTP/1.1\r\nHost: a\r\nOrigin: http://page\r\nX-Grpc-Web: 1\r\n";

    static readonly string[] Trailers = ["grpc-status: 0", "grpc-message: fine", "x-More: 1"];

    static byte[] TrailerFrame => [0x80, 0, 0, 0, 44, .. "grpc-status:0\r\ngrpc-message:fine\r\nx-more:1\r\n"u8];

    [Theory]
    [InlineData("Content-Length: 11\r\n\r\n", "", int.MaxValue)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nb\r\n", "\r\n0\r\n\r\n", int.MaxValue)]
    [InlineData("Content-Length: 11\r\n\r\n", "", 1)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nb\r\n", "\r\n0\r\n\r\n", 1)]
    public void A_binary_call_over_HTTP_1(string before, string behind, int segmentSize)
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb, segmentSize: segmentSize);
        var client = scene.Scene.Client().Says($"{Head}Content-Type: application/grpc-web+proto\r\n{before}").Says(GrpcScene.Message("called")).Says(behind);
        var served = scene.Accepts();
        Assert.Equal(("application/grpc+proto", "trailers", "identity", null), (served["content-type"], served["te"], served["grpc-accept-encoding"], served["content-length"]));
        Assert.Equal((GrpcScene.Text(GrpcScene.Message("called")), true), (served.Body, served.IsWhole));
        Assert.Equal("http://page", served["origin"]);
        served.Answers(200, end: false, "content-type: application/grpc+proto", "access-control-allow-origin: *").Sends(GrpcScene.Message("hi")).Trails(Trailers);
        var (head, body) = Split(client.Hears());
        Assert.Contains("content-type: application/grpc-web+proto\r\n", head);
        Assert.Contains("access-control-allow-origin: *\r\n", head);
        Assert.Contains("transfer-encoding: chunked\r\n", head);
        Assert.Equal([.. GrpcScene.Message("hi"), .. TrailerFrame], Dechunk(body));
        Assert.Equal(("grpc", "0"), (scene.Label("request_protocol"), scene.Label("grpc_response_status")));
        Assert.Equal((1, 1), (scene.Series.RequestMessages, scene.Series.ResponseMessages));
        client.Says("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("GET /next HTTP/1.1", scene.Accepts().StartLine);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    public void A_text_call_over_HTTP_1_streams_both_ways(int segmentSize)
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb, segmentSize: segmentSize);
        var client = scene.Scene.Client()
            .Says($"{Head}Content-Type: application/grpc-web-text\r\nAccept: application/grpc-web-text\r\nTransfer-Encoding: chunked\r\n\r\n");
        var served = scene.Accepts();
        Assert.Equal("application/grpc", served["content-type"]);
        client.Says(Chunk(Convert.ToBase64String(GrpcScene.Message("one"))));
        Assert.Equal(GrpcScene.Text(GrpcScene.Message("one")), served.Body);
        served.Answers(200, end: false, "content-type: application/grpc").Sends(GrpcScene.Message("two"));
        var (head, body) = Split(client.Hears());
        Assert.Contains("content-type: application/grpc-web-text+proto\r\n", head);
        Assert.Equal(GrpcScene.Message("two"), FromBase64(Dechunk(body)));
        client.Says(Chunk(Convert.ToBase64String(GrpcScene.Message("three")))).Says("0\r\n\r\n");
        Assert.True(served.IsWhole);
        Assert.EndsWith("three", served.Body);
        served.Trails(Trailers);
        Assert.Equal(TrailerFrame, FromBase64(Dechunk(client.Hears())));
        Assert.Equal((2, 1), (scene.Series.RequestMessages, scene.Series.ResponseMessages));
    }

    /// <summary>What stands behind a body with a length is the next message's, whatever it looks like: a chunk, an end, a request.</summary>
    [Theory]
    [InlineData("5\r\nhello")]
    [InlineData("0\r\n\r\n")]
    [InlineData("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")]
    public void A_text_call_ends_with_its_length(string behind)
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb);
        var text = Convert.ToBase64String(GrpcScene.Message("called"));
        var client = scene.Scene.Client().Says($"{Head}Content-Type: application/grpc-web-text\r\nContent-Length: {text.Length}\r\n\r\n{text[..4]}");
        var served = scene.Accepts();
        client.Says(text[4..] + behind);
        Assert.Equal((GrpcScene.Text(GrpcScene.Message("called")), true), (served.Body, served.IsWhole));
        served.Answers(200, end: false, "content-type: application/grpc").Trails("grpc-status: 0");
        Assert.Contains("HTTP/1.1 200 OK", client.Hears());
    }

    /// <summary>The encoder holds back what is no whole group of three bytes: it goes out with the end, trailers or not.</summary>
    [Fact]
    public void A_short_text_response_without_trailers_is_whole()
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb);
        var text = Convert.ToBase64String(GrpcScene.Message("called"));
        var client = scene.Scene.Client()
            .Says($"{Head}Content-Type: application/grpc-web-text\r\nAccept: application/grpc-web-text\r\nContent-Length: {text.Length}\r\n\r\n{text}");
        var served = scene.Accepts();
        served.Answers(200, end: false, "content-type: application/grpc").Sends(GrpcScene.Message("hi"), end: true);
        Assert.Equal(GrpcScene.Message("hi"), FromBase64(Dechunk(Split(client.Hears()).Body)));
    }

    [Fact]
    public void A_text_call_over_HTTP_2()
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb);
        var call = scene.Client()
            .Opens("POST /a.B/C", end: false, "content-type: application/grpc-web-text+proto", "accept: application/grpc-web-text", "content-length: 16")
            .Sends(Convert.ToBase64String(GrpcScene.Message("called")), end: true);
        var served = scene.Accepts();
        Assert.Equal((GrpcScene.Text(GrpcScene.Message("called")), true), (served.Body, served.IsWhole));
        served.Answers(200, end: false, "content-type: application/grpc+proto", "content-length: 7").Sends(GrpcScene.Message("hi")).Trails(Trailers);
        Assert.Equal([.. GrpcScene.Message("hi"), .. TrailerFrame], FromBase64(Encoding.Latin1.GetBytes(call.Body)));
        Assert.Equal(("", true, null), (call.Trailers, call.IsWhole, call["content-length"]));
    }

    /// <summary>A response that is whole with its head goes the short way, in one flush.</summary>
    [Fact]
    public void A_response_that_is_whole_at_once_has_its_trailers_too()
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb);
        var client = scene.Scene.Client().Says($"{Head}Content-Type: application/grpc-web\r\nContent-Length: 0\r\n\r\n");
        var served = scene.Accepts();
        served.Answers(200, end: true, "content-type: application/grpc", "grpc-status: 7");
        var response = client.HearsMessage();
        Assert.Equal((200, "application/grpc-web+proto", "7", "0"), (response.Status, response["content-type"], response["grpc-status"], response["content-length"]));
    }

    [Fact]
    public void A_failure_of_the_proxys_own_is_told_in_the_head()
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb);
        scene.Scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.Refused);
        var client = scene.Scene.Client().Says($"{Head}Content-Type: application/grpc-web-text\r\nAccept: application/grpc-web-text\r\nContent-Length: 0\r\n\r\n");
        var response = client.HearsMessage();
        Assert.Equal((200, "application/grpc-web-text+proto", "14"), (response.Status, response["content-type"], response["grpc-status"]));
    }

    [Theory]
    [InlineData("AAAA*AAA", 8)]
    [InlineData("AAAAB", 5)]
    [InlineData("A===", 4)]
    public void Text_that_is_no_base64_is_refused(string text, int length)
    {
        foreach (var inOne in (bool[])[true, false])
        {
            using var scene = new GrpcScene(Protocol.GrpcWeb);
            var client = scene.Scene.Client();
            var head = $"{Head}Content-Type: application/grpc-web-text\r\nContent-Length: {length}\r\n\r\n";
            _ = inOne ? client.Says(head + text) : client.Says(head).Says(text);
            var response = client.HearsMessage();
            Assert.Equal((200, "13", "Bad gRPC-Web request, invalid base64 data."), (response.Status, response["grpc-status"], response["grpc-message"]));
            Assert.Equal(ConnectionEnd.Fin, client.End);
        }
    }

    [Fact]
    public void What_is_not_gRPC_comes_back_as_it_is()
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb);
        var client = scene.Scene.Client().Says($"{Head}Content-Type: application/grpc-web\r\nContent-Length: 0\r\n\r\n");
        scene.Accepts().Answers(404, end: false, "content-type: text/html", "content-length: 4").Sends("none", end: true);
        var response = client.HearsMessage();
        Assert.Equal((404, "text/html", "none"), (response.Status, response["content-type"], response.Body));
    }

    [Theory]
    [InlineData(Protocol.Http)]
    [InlineData(Protocol.Http2)]
    [InlineData(Protocol.Auto)]
    public void On_other_ports_nothing_is_translated(Protocol protocol)
    {
        using var scene = new GrpcScene(protocol);
        var client = scene.Scene.Client().Says($"{Head}Content-Type: application/grpc-web-text\r\nContent-Length: 8\r\n\r\nAAAAAAA=");
        var served = scene.Accepts();
        Assert.Equal(("application/grpc-web-text", "AAAAAAA="), (served["content-type"], served.Body));
        served.Answers(200, end: true);
        Assert.Equal(200, client.HearsMessage().Status);
        Assert.Equal("http", scene.Label("request_protocol"));
    }

    [Fact]
    public void Other_requests_pass_a_port_for_gRPC_Web()
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb);
        var client = scene.Scene.Client().Says("OPTIONS /a.B/C HTTP/1.1\r\nHost: a\r\nOrigin: http://page\r\nAccess-Control-Request-Headers: content-type\r\n\r\n");
        scene.Accepts().Answers(204, end: true, "access-control-allow-origin: *");
        var response = client.HearsMessage();
        Assert.Equal((204, "*"), (response.Status, response["access-control-allow-origin"]));

        var call = scene.Client().Opens("POST /a.B/C", end: true, "content-type: application/grpc");
        scene.Accepts().Answers(200, end: false, "content-type: application/grpc").Trails("grpc-status: 0");
        Assert.Equal("grpc-status: 0\r\n", call.Trailers);
    }

    [Fact]
    public void Long_bodies_pass_in_bounded_memory()
    {
        using var scene = new GrpcScene(Protocol.GrpcWeb, options: ServingOptions.Default with { RelayThreshold = 100_000 });
        var message = new string('m', 3_000_000);
        var text = Convert.ToBase64String(GrpcScene.Message(message));
        var client = scene.Scene.Client()
            .Says($"{Head}Content-Type: application/grpc-web-text\r\nAccept: application/grpc-web-text\r\nContent-Length: {text.Length}\r\n\r\n");
        var served = scene.Accepts();
        served.HoldsContent = true;
        client.Says(text);
        Assert.InRange(scene.Scene.RentedBuffers, 1, 100);
        served.HoldsContent = false;
        while (served.BodyBytes < message.Length + 5)
        {
            served.Takes(int.MaxValue);
        }

        Assert.EndsWith(message, served.Body);
        client.IsDeaf = true;
        served.Answers(200, end: false, "content-type: application/grpc").Sends(GrpcScene.Message(message)).Trails(Trailers);
        Assert.InRange(scene.Scene.RentedBuffers, 1, 200);
        client.IsDeaf = false;
        var (_, body) = Split(client.Hears());
        Assert.Equal([.. GrpcScene.Message(message), .. TrailerFrame], FromBase64(Dechunk(body)));
        Assert.Equal((1, 1), (scene.Series.RequestMessages, scene.Series.ResponseMessages));
    }

    static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";

    static (string Head, string Body) Split(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        return (text[..end], text[end..]);
    }

    static byte[] Dechunk(string text)
    {
        var content = new StringBuilder();
        while (text.Length > 0)
        {
            var line = text.IndexOf("\r\n", StringComparison.Ordinal);
            var size = Convert.ToInt32(text[..line], 16);
            content.Append(text, line + 2, size);
            text = text[(line + size + 4)..];
        }

        return Encoding.Latin1.GetBytes(content.ToString());
    }

    /// <summary>Padded wherever the sender flushed.</summary>
    static byte[] FromBase64(byte[] text) => [.. text.Chunk(4).SelectMany(quantum => Convert.FromBase64String(Encoding.ASCII.GetString(quantum)))];
}
