using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Detection;

/// <summary>2.3, 2.4: clients of a port of undeclared protocol that do not speak at once.</summary>
public class SilentClientTests
{
    const string Request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    const string Greeting = "220 mail ready\r\n";
    const string Talk = "EHLO client\r\nMAIL FROM:<a@b>\r\n";

    static readonly TimeSpan AfterTimeout = TimeSpan.FromMilliseconds(101);
    static readonly IPEndPoint Service = new(IPAddress.Parse("10.1.0.1"), 80);

    static ProxyScene Detecting(int segmentSize = int.MaxValue, ServingOptions? options = null)
    {
        var scene = new ProxyScene(options, segmentSize);
        scene.Publish(Protocol.Auto, scene.RouteTo(scene.Upstream));
        return scene;
    }

    static void HoldsNothing(ProxyScene scene)
    {
        scene.Network.RunUntilIdle();
        Assert.Equal(0, scene.Worker.Connections.Count);
        Assert.All(scene.EndpointsOf(scene.Config.Current), endpoint =>
        {
            Assert.Equal(0, endpoint.Slot(0).Active);
            Assert.Equal(endpoint.Slot(0).Connections, endpoint.Slot(0).ConnectionsEnded);
        });
    }

    public static TheoryData<int, int> Splits()
    {
        var data = new TheoryData<int, int>();
        foreach (var segment in (int[])[1, 2, 7, int.MaxValue])
        {
            for (var split = 0; split <= Greeting.Length; split++)
            {
                data.Add(segment, split);
            }
        }

        return data;
    }

    /// <summary>The greeting comes in two pieces, and the client begins to speak between them or after both.</summary>
    [Theory]
    [MemberData(nameof(Splits))]
    public void A_server_that_speaks_first_and_its_client_hear_each_other_whole(int segmentSize, int split)
    {
        using var scene = Detecting(segmentSize);
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        var server = scene.Upstream.Accepts().Says(Greeting[..split]);
        client.Says(Talk[..split]);
        server.Says(Greeting[split..]);
        client.Says(Talk[split..]);
        Assert.Equal(Greeting, client.Hears());
        Assert.Equal(Talk, server.Hears());
        client.Finishes();
        Assert.Equal(ConnectionEnd.Fin, server.End);
        server.Says("221 bye\r\n").Finishes();
        Assert.Equal(("221 bye\r\n", ConnectionEnd.Fin), (client.Hears(), client.End));
        HoldsNothing(scene);
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void What_the_client_says_after_the_server_is_never_http()
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        var server = scene.Upstream.Accepts().Says(Greeting);
        client.Says(Request);
        Assert.Equal(Request, server.Hears());
        Assert.Equal(SpokenProtocol.ServerFirst, scene.Worker.Spoken.Recall(Direction.Outbound, Service));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_slow_client_that_speaks_http_is_served_as_http(int segmentSize)
    {
        using var scene = Detecting(segmentSize);
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        var silent = scene.Upstream.Accepts();
        scene.Passes(TimeSpan.FromMinutes(5));
        client.Says(Request[..9]);
        scene.Passes(TimeSpan.FromSeconds(50));
        client.Says(Request[9..]);
        Assert.Equal(("", ConnectionEnd.Fin), (silent.Hears(), silent.End));
        silent.Finishes();
        var server = scene.Upstream.Accepts();
        Assert.Equal("http", server.HearsMessage()["x-forwarded-proto"]);
        server.Says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal("ok", client.HearsMessage().Body);
        client.Closes();
        Assert.Equal(1, scene.Telemetry.Counters.GivenUp);
        Assert.Equal(1, scene.Telemetry.Counters.Detected(SpokenProtocol.Http1));
        Assert.Equal(0, scene.Telemetry.Tcp.Count);
        Assert.Equal(0, scene.EndpointsOf(scene.Config.Current).Single().Slot(0).Active);
    }

    [Fact]
    public void Http_2_by_prior_knowledge_is_served_though_its_server_greets_first()
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        var greeting = scene.Upstream.Accepts().Says([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]);
        Assert.Equal("", client.Hears());
        client.Says("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").Says([0, 0, 0, 4, 0, 0, 0, 0, 0]);
        Assert.Equal("\x04", client.Hears()[3..4]);
        Assert.Equal(ConnectionEnd.Fin, greeting.End);
        Assert.Equal(SpokenProtocol.Http2, scene.Worker.Spoken.Recall(Direction.Outbound, Service));
    }

    [Fact]
    public void A_client_that_turns_out_to_speak_something_else_hears_a_greeting_that_looked_like_http_2()
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        var server = scene.Upstream.Accepts().Says([0, 0, 0, 4, 0, 0, 0, 0, 0]);
        client.Says("\0");
        Assert.Equal(("\0", 9), (server.Hears(), client.Hears().Length));
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 0, 6, 4, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 7, 4, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 6, 4, 1, 0, 0, 0, 0, 0 })]
    public void A_greeting_that_is_no_settings_frame_is_passed_on_at_once(byte[] greeting)
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        scene.Upstream.Accepts().Says(greeting);
        Assert.Equal(greeting.Length, client.Hears().Length);
    }

    [Fact]
    public void Where_a_server_spoke_first_the_next_client_waits_for_nothing()
    {
        using var scene = Detecting();
        scene.Client();
        scene.Passes(AfterTimeout);
        scene.Upstream.Accepts().Says(Greeting);
        var second = scene.Client();
        scene.Upstream.Accepts().Says(Greeting);
        Assert.Equal(Greeting, second.Hears());
        Assert.Equal(2, scene.Worker.Spoken.All.Single().Connections);
    }

    [Fact]
    public void Where_a_server_spoke_first_http_is_still_http()
    {
        using var scene = Detecting();
        scene.Worker.Spoken.Note(Direction.Outbound, Service, SpokenProtocol.ServerFirst);
        var client = scene.Client();
        var silent = scene.Upstream.Accepts();
        client.Says(Request);
        Assert.Equal(ConnectionEnd.Fin, silent.End);
        Assert.Equal("http", scene.Upstream.Accepts().HearsMessage()["x-forwarded-proto"]);
        Assert.Equal(SpokenProtocol.Http1, scene.Worker.Spoken.Recall(Direction.Outbound, Service));
    }

    [Fact]
    public void Where_http_was_spoken_a_silent_client_is_waited_for_ten_times_as_long()
    {
        using var scene = Detecting();
        scene.Worker.Spoken.Note(Direction.Outbound, Service, SpokenProtocol.Http1);
        scene.Client();
        scene.Passes(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, scene.Upstream.Connections);
        scene.Passes(TimeSpan.FromMilliseconds(2));
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Theory]
    [InlineData("JDWP-Handshake")]
    [InlineData("word")]
    [InlineData("GETX")]
    public void A_word_of_another_protocol_that_waits_for_its_answer_is_not_held_for_long(string word)
    {
        using var scene = Detecting();
        var client = scene.Client().Says(word);
        scene.Passes(AfterTimeout * 2);
        var server = scene.Upstream.Accepts().Says("answer");
        Assert.Equal((word, "answer"), (server.Hears(), client.Hears()));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("GET / HTT")]
    [InlineData("\r\nPROPF")]
    public void What_looks_like_a_request_and_stops_gets_http_s_answer(string beginning)
    {
        using var scene = Detecting();
        var client = scene.Client().Says(beginning);
        scene.Passes(TimeSpan.FromSeconds(59));
        var silent = scene.Upstream.Accepts();
        Assert.Equal(ConnectionEnd.Open, silent.End);
        scene.Passes(TimeSpan.FromSeconds(62));
        Assert.Equal("", silent.Hears());
        Assert.StartsWith("HTTP/1.1 4", client.Hears());
    }

    [Fact]
    public void Where_http_is_expected_no_word_is_opaque()
    {
        using var scene = Detecting();
        scene.Worker.Spoken.Note(Direction.Outbound, Service, SpokenProtocol.Http1);
        scene.Client().Says("FROB");
        scene.Passes(TimeSpan.FromSeconds(59));
        Assert.Equal("", scene.Upstream.Accepts().Hears());
    }

    /// <summary>As `nc -N host 13`: it has nothing to say, and wants the answer.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_client_that_only_ends_gets_its_answer(int milliseconds)
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMilliseconds(milliseconds));
        client.Finishes();
        var server = scene.Upstream.Accepts();
        Assert.Equal(ConnectionEnd.Fin, server.End);
        server.Says("today").Finishes();
        Assert.Equal(("today", ConnectionEnd.Fin), (client.Hears(), client.End));
        HoldsNothing(scene);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GE")]
    public void A_client_that_is_reset_takes_its_upstream_along(string said)
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        var server = scene.Upstream.Accepts();
        client.Says(said).Resets();
        Assert.Equal(ConnectionEnd.Reset, server.End);
        HoldsNothing(scene);
    }

    [Fact]
    public void A_client_that_is_reset_while_its_upstream_is_connected_waits_for_nothing()
    {
        using var scene = Detecting();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.TimedOut);
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        Assert.Equal(1, scene.Worker.Connections.Count);
        client.Resets();
        HoldsNothing(scene);
    }

    [Fact]
    public void A_client_that_speaks_http_while_its_upstream_is_connected_does_not_wait_for_it()
    {
        using var scene = Detecting();
        var other = scene.AddServer();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.TimedOut);
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        scene.Publish(Protocol.Auto, scene.RouteTo(other));
        client.Says(Request);
        Assert.Equal("http", other.Accepts().HearsMessage()["x-forwarded-proto"]);
    }

    [Fact]
    public void A_client_that_speaks_no_http_while_its_upstream_is_connected_is_forwarded_when_it_is()
    {
        using var scene = Detecting();
        var second = scene.AddServer();
        scene.Publish(Protocol.Auto, scene.RouteTo(scene.Upstream, second));
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.TimedOut);
        scene.Network.SetConnectFailure(second.Address, TransportError.TimedOut);
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        client.Says("\0binary").Finishes();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.None);
        scene.Network.SetConnectFailure(second.Address, TransportError.None);
        scene.Passes(TimeSpan.FromSeconds(11));
        var server = scene.Upstream.Connections > 0 ? scene.Upstream.Accepts() : second.Accepts();
        Assert.Equal(("\0binary", ConnectionEnd.Fin), (server.Hears(), server.End));
    }

    [Theory]
    [InlineData(true, ConnectionEnd.Reset)]
    [InlineData(false, ConnectionEnd.Fin)]
    public void A_server_that_ends_without_a_word_ends_its_client_so(bool resets, ConnectionEnd end)
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        var server = scene.Upstream.Accepts();
        _ = resets ? server.Resets() : server.Finishes();
        Assert.Equal(end, client.End);
        client.Closes();
        HoldsNothing(scene);
    }

    [Fact]
    public void Where_http_is_expected_a_server_that_closes_what_is_idle_does_not_end_the_client()
    {
        using var scene = Detecting();
        scene.Worker.Spoken.Note(Direction.Outbound, Service, SpokenProtocol.Http1);
        var client = scene.Client();
        scene.Passes(TimeSpan.FromSeconds(2));
        scene.Upstream.Accepts().Finishes();
        scene.Passes(TimeSpan.FromSeconds(2));
        Assert.Equal(ConnectionEnd.Open, client.End);
        client.Says(Request);
        Assert.Equal("http", scene.Upstream.Accepts().HearsMessage()["x-forwarded-proto"]);
    }

    [Fact]
    public void A_silent_client_of_a_server_that_cannot_be_reached_is_told()
    {
        using var scene = Detecting();
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.Refused);
        var client = scene.Client();
        scene.Passes(AfterTimeout);
        Assert.Equal(ConnectionEnd.Reset, client.End);
        HoldsNothing(scene);
    }

    [Fact]
    public void Where_http_is_expected_a_server_that_cannot_be_reached_is_http_s_to_tell_of()
    {
        using var scene = Detecting();
        scene.Worker.Spoken.Note(Direction.Outbound, Service, SpokenProtocol.Http1);
        scene.Network.SetConnectFailure(scene.Upstream.Address, TransportError.Refused);
        var client = scene.Client();
        scene.Passes(TimeSpan.FromSeconds(2));
        Assert.Equal(ConnectionEnd.Open, client.End);
        Assert.Equal(503, client.Says(Request).HearsMessage().Status);
    }

    [Fact]
    public void Silence_on_both_sides_ends_after_an_hour()
    {
        using var scene = Detecting();
        var client = scene.Client();
        scene.Passes(TimeSpan.FromMinutes(59));
        Assert.Equal(ConnectionEnd.Open, client.End);
        scene.Passes(TimeSpan.FromMinutes(2));
        Assert.Equal((ConnectionEnd.Reset, ConnectionEnd.Reset), (client.End, scene.Upstream.Last!.End));
        HoldsNothing(scene);
    }

    [Fact]
    public void The_mesh_s_own_timeout_goes_before_the_flag_s()
    {
        using var scene = Detecting();
        scene.Config.Publish(With(scene.Config.Current, new Workload { ProtocolDetectionTimeoutMs = 5000 }));
        scene.Client();
        scene.Passes(TimeSpan.FromMilliseconds(4999));
        Assert.Equal(0, scene.Upstream.Connections);
        scene.Passes(TimeSpan.FromMilliseconds(2));
        Assert.Equal(1, scene.Upstream.Connections);
    }

    [Fact]
    public void Without_a_timeout_the_client_has_to_speak_first()
    {
        using var scene = Detecting(options: ServingOptions.Default with { DetectionTimeout = TimeSpan.Zero });
        scene.Client();
        scene.Passes(TimeSpan.FromMinutes(10));
        Assert.Equal(0, scene.Upstream.Connections);
    }

    static Snapshot With(Snapshot snapshot, Workload workload) => new()
    {
        Generation = snapshot.Generation + 1, Workload = workload, Outbound = snapshot.Outbound,
    };
}
