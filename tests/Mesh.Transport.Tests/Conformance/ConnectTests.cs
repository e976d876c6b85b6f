using System.Net;
using System.Net.Sockets;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class ConnectTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void Nobody_listens_is_refused(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        TransportListener listener = bed.Loop.Listen(bed.NewEndPoint(), ListenOptions.Default, new QueueAcceptor());
        EndPoint endPoint = listener.EndPoint;
        listener.Stop();
        await bed.Delay(5);
        ConnectResult result = await bed.Loop.ConnectAsync(endPoint, ConnectOptions.Default);
        Assert.Null(result.Connection);
        Assert.Equal(TransportError.Refused, result.Error);
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_network_that_swallows_the_connect_times_out(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        if (kind == TransportKind.EpollUnix)
        {
            Assert.Skip("A Unix socket connects or refuses at once.");
        }

        var options = new ConnectOptions { Timeout = TimeSpan.FromMilliseconds(60) };
        if (bed.Network is InMemoryNetwork network)
        {
            var nowhere = new IPEndPoint(IPAddress.Loopback, 1);
            network.SetConnectFailure(nowhere, TransportError.TimedOut);
            Assert.Equal(TransportError.TimedOut, (await bed.Loop.ConnectAsync(nowhere, options)).Error);
            return;
        }

        // A backlog that is full and never accepted from drops further SYNs.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var fillers = new List<ConnectResult>();
        ConnectResult last;
        do
        {
            last = await bed.Loop.ConnectAsync(full.LocalEndPoint!, options);
            fillers.Add(last);
        }
        while (last.Connection is not null && fillers.Count < 10);

        Assert.Equal(TransportError.TimedOut, last.Error);
        fillers.ForEach(filler => filler.Connection?.Abort());
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_connect_that_is_given_up_ends_but_not_within_the_call(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        if (kind == TransportKind.EpollUnix)
        {
            Assert.Skip("A Unix socket connects or refuses at once.");
        }

        var cancellation = new ConnectCancellation();
        cancellation.Cancel();
        var options = new ConnectOptions { Timeout = TimeSpan.FromSeconds(50), Cancellation = cancellation };
        using Socket? full = bed.IsInMemory ? null : await FullListener(bed);
        EndPoint target = full?.LocalEndPoint ?? new IPEndPoint(IPAddress.Loopback, 1);
        if (bed.Network is InMemoryNetwork network)
        {
            network.SetConnectFailure(target, TransportError.TimedOut);
        }

        for (int again = 0; again < 3; again++)
        {
            ValueTask<ConnectResult> connect = bed.Loop.ConnectAsync(target, options);
            Assert.False(connect.IsCompleted);
            bool isWithinCall = false;
            bed.Loop.Schedule(
                _ =>
                {
                    isWithinCall = true;
                    cancellation.Cancel();
                    isWithinCall = false;
                },
                null);
            ConnectResult result = await connect;
            Assert.Equal(TransportError.Canceled, result.Error);
            Assert.Null(result.Connection);
            Assert.False(isWithinCall);
        }
    });

    /// <summary>What is left of the connect before must not take the guard off its successor.</summary>
    [Theory, ClassData(typeof(AllTransports))]
    public void Given_up_a_cancellation_guards_the_next_connect_at_once(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        if (kind == TransportKind.EpollUnix)
        {
            Assert.Skip("A Unix socket connects or refuses at once.");
        }

        var cancellation = new ConnectCancellation();
        var options = new ConnectOptions { Timeout = TimeSpan.FromSeconds(3), Cancellation = cancellation };
        using Socket? full = bed.IsInMemory ? null : await FullListener(bed);
        EndPoint target = full?.LocalEndPoint ?? new IPEndPoint(IPAddress.Loopback, 1);
        if (bed.Network is InMemoryNetwork network)
        {
            network.SetConnectFailure(target, TransportError.TimedOut);
        }

        Task<ConnectResult> current = bed.Loop.ConnectAsync(target, options).AsTask();
        for (int again = 0; again < 5; again++)
        {
            Task<ConnectResult> before = current;
            bool hasEndedInOrder = false;
            cancellation.Cancel();
            bed.Loop.Schedule(_ => hasEndedInOrder = before.IsCompleted, null);
            current = bed.Loop.ConnectAsync(target, options).AsTask();
            await bed.Delay(10);
            Assert.True(hasEndedInOrder);
            Assert.Equal(TransportError.Canceled, (await before).Error);
            Assert.False(current.IsCompleted);
        }

        cancellation.Cancel();
        Assert.Equal(TransportError.Canceled, (await current).Error);
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Giving_up_what_has_ended_does_nothing(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        var acceptor = new QueueAcceptor();
        TransportListener listener = bed.Loop.Listen(bed.NewEndPoint(), ListenOptions.Default, acceptor);
        var cancellation = new ConnectCancellation();
        ConnectResult result = await bed.Loop.ConnectAsync(listener.EndPoint, new ConnectOptions { Cancellation = cancellation });
        cancellation.Cancel();
        TransportConnection server = await acceptor.NextAsync();
        await bed.Delay(5);
        Assert.Equal(ConnectionEnd.Open, server.InputEnd);
        Assert.False(result.Connection!.HasInput);
        listener.Stop();
        result.Connection.CompleteBoth();
        server.CompleteBoth();
    });

    // A backlog that is full and never accepted from drops further SYNs.
    private static async Task<Socket> FullListener(TestBed bed)
    {
        var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        ConnectResult last;
        do
        {
            last = await bed.Loop.ConnectAsync(full.LocalEndPoint!, new ConnectOptions { Timeout = TimeSpan.FromMilliseconds(60) });
            last.Connection?.Abort();
        }
        while (last.Connection is not null);

        return full;
    }

    [Theory, ClassData(typeof(AllTransports))]
    public void Both_ends_know_their_addresses(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        if (kind == TransportKind.EpollUnix)
        {
            Assert.IsType<UnixDomainSocketEndPoint>(client.RemoteEndPoint);
            Assert.True(server.RemoteAddress.IsEmpty);
            Assert.Null(server.OriginalDestination);
        }
        else
        {
            Assert.Equal(client.RemoteEndPoint, server.LocalEndPoint);
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
            Assert.Equal(client.LocalEndPoint, server.RemoteAddress.ToEndPoint());
            Assert.Equal(SocketAddressValue.From(client.LocalEndPoint), server.RemoteAddress);
            Assert.Equal(server.LocalEndPoint, server.OriginalDestination);
        }

        Assert.NotEqual(client.ConnectionId, server.ConnectionId);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void The_source_address_is_what_was_asked_for(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        var acceptor = new QueueAcceptor();
        TransportListener listener = bed.Loop.Listen(bed.NewEndPoint(), ListenOptions.Default, acceptor);
        var options = new ConnectOptions { SourceIPv4 = IPAddress.Parse("127.0.0.6"), SourceIPv6 = IPAddress.IPv6Loopback };
        ConnectResult result = await bed.Loop.ConnectAsync(listener.EndPoint, options);
        Assert.Equal(TransportError.None, result.Error);
        TransportConnection server = await acceptor.NextAsync();
        if (kind != TransportKind.EpollUnix)
        {
            Assert.Equal("127.0.0.6", ((IPEndPoint)server.RemoteEndPoint!).Address.ToString());
        }

        listener.Stop();
        result.Connection!.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_source_address_that_is_not_ours_is_unavailable(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        if (bed.IsInMemory || kind == TransportKind.EpollUnix)
        {
            Assert.Skip("It has no interfaces.");
        }

        var options = new ConnectOptions { SourceIPv4 = IPAddress.Parse("192.0.2.1") };
        ConnectResult result = await bed.Loop.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 9), options);
        Assert.Equal(TransportError.AddressUnavailable, result.Error);
    });
}
