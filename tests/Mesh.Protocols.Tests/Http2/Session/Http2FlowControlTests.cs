using Mesh.Protocols.Http2;
using static Mesh.Protocols.Tests.Http2.Session.Wire;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>Windows of both directions (RFC 9113 sections 5.2 and 6.9).</summary>
public sealed class Http2FlowControlTests
{
    const int Default = 65_535;

    [Fact]
    public void A_stream_sends_no_more_than_its_window()
    {
        var server = WithRequests(1);
        server.Feed(WindowUpdate(0, 1_000_000));
        Assert.Equal(Default, server.SendData(server.Open[1], new byte[100_000], endStream: true));
        Assert.Equal("DATA 1 16384\nDATA 1 16384\nDATA 1 16384\nDATA 1 16383", server.TakeFrames());
        Assert.Equal(0, server.Open[1].SendWindow);
    }

    [Fact]
    public void A_sequence_is_sent_like_a_span()
    {
        var server = WithRequests(1);
        Assert.Equal(40_000, server.SendData(server.Open[1], Http1.Segments.Of(new byte[40_000], 999), endStream: true));
        Assert.Equal("DATA 1 16384\nDATA 1 16384\nDATA 1 7232 end", server.TakeFrames());
    }

    [Fact]
    public void A_window_that_opens_lets_the_rest_go()
    {
        var server = WithRequests(1);
        server.Feed(WindowUpdate(0, 1_000_000));
        server.NowMilliseconds = 70;
        server.SendAll(server.Open[1], new byte[70_000], endStream: true);
        Assert.Equal(70, server.Open[1].StalledAt);
        server.TakeOutput();
        server.Feed(WindowUpdate(1, 4_000));
        Assert.Equal("DATA 1 4000", server.TakeFrames());
        var stream = server.Open[1];
        server.Feed(WindowUpdate(1, 4_000));
        Assert.Equal("DATA 1 465 end", server.TakeFrames());
        Assert.Equal(-1, stream.StalledAt);
    }

    [Fact]
    public void A_window_of_one_byte_sends_one_byte()
    {
        var server = Peers.Server();
        server.Feed(Settings((4, 1)), Headers(1, Get, end: true));
        server.Respond(server.Open[1], endStream: false);
        server.TakeOutput();
        server.SendAll(server.Open[1], "abc"u8.ToArray(), endStream: true);
        Assert.Equal("DATA 1 1", server.TakeFrames());
    }

    [Fact]
    public void A_new_initial_size_moves_all_windows_even_below_zero()
    {
        var server = Peers.Server();
        server.Feed(Settings((4, 3)), Headers(1, Get, end: true));
        server.Respond(server.Open[1], endStream: false);
        server.SendAll(server.Open[1], "abcdefgh"u8.ToArray(), endStream: true);
        server.Feed(Settings((4, 2)));
        Assert.Equal(-1, server.Open[1].SendWindow);
        server.TakeOutput();
        server.Feed(WindowUpdate(1, 1));
        Assert.Equal("", server.TakeFrames());
        server.Feed(Settings((4, 4)));
        Assert.Equal("SETTINGS ack\nDATA 1 2", server.TakeFrames());
        server.Feed(Settings((4, 100)));
        Assert.Equal("SETTINGS ack\nDATA 1 3 end", server.TakeFrames());
    }

    [Fact]
    public void Streams_that_wait_for_the_connection_are_served_in_turn()
    {
        var server = WithRequests(1, 3, 5);
        foreach (var stream in server.Open.Values)
        {
            server.SendAll(stream, new byte[60_000], endStream: true);
        }

        server.TakeOutput();
        server.Feed(WindowUpdate(0, 10_000));
        server.Feed(WindowUpdate(0, 10_000));
        server.Feed(WindowUpdate(0, 10_000));
        Assert.Equal("DATA 3 10000\nDATA 5 10000\nDATA 3 10000", server.TakeFrames());
    }

    [Fact]
    public void One_stream_that_is_not_read_does_not_stall_another()
    {
        var server = WithRequests(1, 3);
        server.Feed(WindowUpdate(0, 1_000_000));
        server.SendAll(server.Open[1], new byte[100_000], endStream: true);
        server.TakeOutput();
        server.SendAll(server.Open[3], new byte[1000], endStream: true);
        server.Pump();
        Assert.Equal("DATA 3 1000 end", server.TakeFrames());
    }

    [Fact]
    public void Nobody_jumps_the_queue()
    {
        var server = WithRequests(1, 3);
        server.SendAll(server.Open[1], new byte[Default], endStream: false);
        server.SendAll(server.Open[1], new byte[100], endStream: true);
        server.Feed(WindowUpdate(1, 1000));
        server.TakeOutput();
        server.SendAll(server.Open[3], new byte[100], endStream: true);
        Assert.Equal("", server.TakeFrames());
        server.Feed(WindowUpdate(0, 150));
        Assert.Equal("DATA 1 100 end\nDATA 3 50", server.TakeFrames());
    }

    [Fact]
    public void A_quantum_is_a_turn()
    {
        var server = WithRequests(new Http2Options { SendQuantum = 1000 }, 1, 3);
        server.SendAll(server.Open[1], new byte[1500], endStream: true);
        server.SendAll(server.Open[3], new byte[1500], endStream: true);
        server.Pump();
        Assert.Equal("DATA 1 1000\nDATA 1 500 end\nDATA 3 1000\nDATA 3 500 end", server.TakeFrames());
    }

    [Fact]
    public void The_outputs_budget_holds_back_and_lets_go()
    {
        var server = WithRequests(1);
        server.OutputBudget = 1000;
        server.SendAll(server.Open[1], new byte[3000], endStream: true);
        Assert.Equal("DATA 1 1000", server.TakeFrames());
        Assert.Equal(-1, server.Open[1].StalledAt);
        server.OutputBudget = 5000;
        server.Pump();
        Assert.Equal("DATA 1 2000 end", server.TakeFrames());
        Assert.Equal(3000, server.OutputBudget);
    }

    [Fact]
    public void Credit_comes_back_in_halves_of_the_window()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post));
        server.Feed(Data(1, new byte[16384]));
        Assert.Equal("", server.TakeFrames());
        server.Feed(Data(1, new byte[16384]));
        Assert.Equal("PING 7274743f00000000\nWINDOW_UPDATE 1 32768", server.TakeFrames());
    }

    [Fact]
    public void What_is_not_consumed_gives_no_credit()
    {
        var server = Peers.Server();
        server.Consumes = false;
        server.Feed(Headers(1, Post), Data(1, new byte[16384]), Data(1, new byte[16384]), Data(1, new byte[16384]), Data(1, new byte[16384]));
        Assert.Equal("", server.TakeFrames());
        server.Feed(Data(1, "x"));
        Assert.Equal("RST_STREAM 1 FlowControlError", server.TakeFrames());
        Assert.False(server.IsEnded);
    }

    [Fact]
    public void The_connections_window_is_the_connections_error()
    {
        var server = Peers.Server(new Http2Options { ConnectionWindow = Default });
        server.Consumes = false;
        server.Feed(Headers(1, Post), Headers(3, Post));
        for (var i = 0; i < 2; i++)
        {
            server.Feed(Data(1, new byte[16384]), Data(3, new byte[16384]));
        }

        Assert.True(server.IsEnded);
        Assert.Equal("http2.connection_window_exceeded", server.EndReason);
    }

    [Fact]
    public void More_than_was_handed_over_cannot_be_consumed()
    {
        var server = Peers.Server();
        server.Consumes = false;
        server.Feed(Headers(1, Post), Data(1, "abc"));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.Consumed(server.Open[1], 4));
    }

    [Fact]
    public void Padding_gives_its_credit_back_by_itself()
    {
        var server = Peers.Server();
        server.Consumes = false;
        server.Feed(Headers(1, Post));
        for (var i = 0; i < 500; i++)
        {
            server.Feed(Padded(1, [1], 255));
        }

        Assert.Equal(500, server.Open[1].Unconsumed);
        Assert.Equal((8 * 1024 * 1024) - 500, server.Credits.ConnectionAvailable + server.Credits.ConnectionPending);
    }

    [Fact]
    public void A_stream_that_fills_its_window_within_a_round_trip_gets_a_larger_one()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post));
        Upload(server, 1, 32768, every: 0);
        server.NowMilliseconds += 5;
        server.Feed(Ping(ack: true, opaque: 0x7274743f00000000));
        Assert.Equal(5, server.RoundTripMilliseconds);
        Assert.Equal(64 * 1024, server.Open[1].ReceiveCredit.Size);
        for (var i = 0; i < 200; i++)
        {
            Upload(server, 1, 32768, every: 0);
        }

        Assert.Equal(1024 * 1024, server.Open[1].ReceiveCredit.Size);
    }

    [Fact]
    public void A_slow_stream_keeps_its_window()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, Post));
        Upload(server, 1, 32768, every: 0);
        server.NowMilliseconds += 5;
        server.Feed(Ping(ack: true, opaque: 0x7274743f00000000));
        for (var i = 0; i < 50; i++)
        {
            Upload(server, 1, 32768, every: 20);
        }

        Assert.Equal(64 * 1024, server.Open[1].ReceiveCredit.Size);
    }

    [Fact]
    public void Windows_grow_only_while_their_sum_fits_the_connections()
    {
        var server = Peers.Server(new Http2Options { ConnectionWindow = 256 * 1024 });
        server.Feed(Headers(1, Post), Headers(3, Post));
        Upload(server, 1, 32768, every: 1);
        server.Feed(Ping(ack: true, opaque: 0x7274743f00000000));
        for (var i = 0; i < 50; i++)
        {
            Upload(server, 1, 32768, every: 0);
        }

        Assert.Equal(128 * 1024, server.Open[1].ReceiveCredit.Size);
    }

    [Fact]
    public void Streams_that_are_not_read_leave_the_others_their_credit()
    {
        var server = Peers.Server(new Http2Options { ConnectionWindow = 192 * 1024 });
        server.Feed(Headers(1, Post), Headers(3, Post), Headers(5, Post));
        server.Consumes = false;
        server.Feed([.. Enumerable.Repeat(Data(1, new byte[16384]), 4), .. Enumerable.Repeat(Data(3, new byte[16384]), 4)]);
        server.Consumes = true;
        for (var i = 0; i < 100; i++)
        {
            server.Feed(Data(5, new byte[16384]));
        }

        Assert.False(server.IsEnded);
        Assert.Equal(3, server.ActiveStreams);
        Assert.Equal(100 * 16384, server.Open[5].BytesReceived);
    }

    [Fact]
    public void Small_sips_do_not_make_small_credits()
    {
        var server = Peers.Server();
        server.Consumes = false;
        server.Feed(Headers(1, Post), Data(1, new byte[16384]), Data(1, new byte[16384]), Data(1, new byte[16384]), Data(1, new byte[16384]));
        for (var i = 0; i < 64; i++)
        {
            server.Consumed(server.Open[1], 1024);
        }

        var updates = server.TakeFrames().Split('\n').Where(f => f.StartsWith("WINDOW_UPDATE 1", StringComparison.Ordinal));
        Assert.Equal(["WINDOW_UPDATE 1 16384", "WINDOW_UPDATE 1 16384", "WINDOW_UPDATE 1 32768"], updates);
    }

    [Fact]
    public void Content_that_fits_needs_no_credit_of_its_stream()
    {
        var server = Peers.Server();
        server.Feed(Headers(1, PostOf(60_000)), Data(1, new byte[16384]), Data(1, new byte[16384]), Data(1, new byte[16384]));
        Assert.Equal("", server.TakeFrames());
    }

    static void Upload(TestSession server, int id, int bytes, int every)
    {
        server.NowMilliseconds += every;
        for (; bytes > 0; bytes -= 16384)
        {
            server.Feed(Data(id, new byte[16384]));
        }

        server.Flushed();
    }

    static TestSession WithRequests(params int[] ids) => WithRequests(Http2Options.Default, ids);

    static TestSession WithRequests(Http2Options options, params int[] ids)
    {
        var server = Peers.Server(options);
        foreach (var id in ids)
        {
            server.Feed(Headers(id, Get, end: true));
            server.Respond(server.Open[id], endStream: false);
        }

        server.TakeOutput();
        return server;
    }
}
