using System.Net;
using System.Net.Sockets;
using Mesh.Proxy.Names;
using Mesh.Testing.Dns;
using Mesh.Transport.Epoll;
using Xunit;

namespace Mesh.Proxy.Tests.Names;

/// <summary>The same over real sockets: a datagram, and an answer that needs TCP.</summary>
public sealed class ResolvingOverSocketsTests
{
    const int LongAnswer = 200;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task By_udp_and_by_tcp()
    {
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        var address = (IPEndPoint)tcp.LocalEndpoint;
        using var udp = new UdpClient(address);
        _ = ServeUdpAsync(udp);
        _ = ServeTcpAsync(tcp);
        await using var loop = new EpollLoop(0);
        loop.Start();
        var resolver = new StubResolver(loop, "/nowhere/resolv.conf", "/nowhere/hosts") { Adjust = configuration => configuration with { Servers = [address] } };

        var small = await LookupAsync(resolver, "small.example");
        Assert.Equal((NameOutcome.Found, "192.0.2.1", TimeSpan.FromSeconds(60)), (small.Outcome, Assert.Single(small.Addresses).ToString(), small.TimeToLive));
        var large = await LookupAsync(resolver, "large.example");
        Assert.Equal((NameOutcome.Found, LongAnswer), (large.Outcome, large.Addresses.Length));
    }

    static Task<NameAnswer> LookupAsync(StubResolver resolver, string name)
    {
        var answer = new TaskCompletionSource<NameAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        resolver.Loop.Schedule(_ => resolver.Lookup(name, answer.SetResult), null);
        return answer.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    static async Task ServeUdpAsync(UdpClient server)
    {
        try
        {
            while (true)
            {
                var received = await server.ReceiveAsync();
                var answer = AnswerTo(received.Buffer);
                await server.SendAsync(answer.Length > 512 ? DnsMessage.To(received.Buffer, 0x8380).Bytes : answer, received.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    static async Task ServeTcpAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length);
                var query = new byte[(length[0] << 8) | length[1]];
                await stream.ReadExactlyAsync(query);
                var answer = AnswerTo(query);
                await stream.WriteAsync(new[] { (byte)(answer.Length >> 8) });
                await stream.WriteAsync((byte[])[(byte)answer.Length, .. answer]);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    static byte[] AnswerTo(byte[] query)
    {
        var (name, type) = DnsMessage.Question(query);
        var answer = DnsMessage.To(query);
        for (var i = 0; type == 1 && i < (name == "large.example" ? LongAnswer : 1); i++)
            answer.Address(name, $"192.0.2.{i + 1}");
        return answer.Bytes;
    }
}
