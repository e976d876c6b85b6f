using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>Once warm, a connection with a steady load allocates nothing, on either end.</summary>
public sealed class Http2SessionAllocationTests
{
    const int WarmUp = 200;
    const int Rounds = 500;

    static readonly byte[] Body = new byte[3000];

    [Fact]
    public void Exchanges_allocate_nothing()
    {
        var client = new PooledSession(Http2Role.Client);
        var server = new PooledSession(Http2Role.Server);
        client.Start();
        server.Start();
        long before = 0;
        for (var i = 0; i < WarmUp + Rounds; i++)
        {
            before = i == WarmUp ? GC.GetAllocatedBytesForCurrentThread() : before;
            Round(client, server);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((WarmUp + Rounds) * 8, client.Answers);
    }

    static void Round(PooledSession client, PooledSession server)
    {
        client.NowMilliseconds = ++server.NowMilliseconds;
        for (var i = 0; i < 8; i++)
        {
            client.Ask(Body);
        }

        client.Deliver(server);
        server.Deliver(client);
    }
}
