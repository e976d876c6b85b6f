using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>A client and a server with nothing between but bytes, which arrive in pieces of random size.</summary>
sealed class Http2Pair
{
    readonly Random random;
    byte[] toServer = [];
    byte[] toClient = [];

    public Http2Pair(int seed, Http2Options options)
    {
        random = new Random(seed);
        Client = new TestSession(Http2Role.Client, options) { Records = false };
        Server = new TestSession(Http2Role.Server, options) { Records = false };
        Client.Start();
        Server.Start();
    }

    public TestSession Client { get; }

    public TestSession Server { get; }

    /// <summary>Moves some of what is under way. False if there was nothing.</summary>
    public bool Turn()
    {
        Client.NowMilliseconds = ++Server.NowMilliseconds;
        Client.Pump();
        Server.Pump();
        toServer = [.. toServer, .. Client.TakeOutput()];
        toClient = [.. toClient, .. Server.TakeOutput()];
        var moved = toServer.Length + toClient.Length > 0;
        Move(ref toServer, Server);
        Move(ref toClient, Client);
        Assert.Equal("", Client.EndReason + Server.EndReason);
        return moved;
    }

    void Move(ref byte[] way, TestSession to)
    {
        var count = random.Next(4) == 0 ? way.Length : Math.Min(way.Length, random.Next(1, 30_000));
        to.FeedSegments(way[..count], random.Next(1, 5000));
        way = way[count..];
    }
}
