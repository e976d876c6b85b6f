using System.Net;
using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class ListenTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void An_address_in_use_is_named_in_the_error(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        var options = new ListenOptions { ReusePort = false };
        TransportListener listener = bed.Loop.Listen(bed.NewEndPoint(), options, new QueueAcceptor());
        TransportException error = Assert.Throws<TransportException>(() => bed.Loop.Listen(listener.EndPoint, options, new QueueAcceptor()));
        Assert.Contains(listener.EndPoint.ToString()!, error.Message, StringComparison.Ordinal);
        Assert.Contains("in use", error.Message, StringComparison.OrdinalIgnoreCase);
        listener.Stop();
        listener.Stop();
        await bed.Delay(1);
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Beyond_MaxConnections_clients_wait_and_are_served_when_one_leaves(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        var acceptor = new QueueAcceptor();
        TransportListener listener = bed.Loop.Listen(bed.NewEndPoint(), new ListenOptions { MaxConnections = 2 }, acceptor);
        var clients = new List<TransportConnection>();
        for (int i = 0; i < 4; i++)
        {
            clients.Add((await bed.Loop.ConnectAsync(listener.EndPoint, ConnectOptions.Default)).Connection!);
        }

        TransportConnection first = await acceptor.NextAsync();
        TransportConnection second = await acceptor.NextAsync();
        await bed.Delay(20);
        Assert.Equal((2, 2), (acceptor.Total, listener.OpenConnections));

        first.Abort();
        TransportConnection third = await acceptor.NextAsync();
        await bed.Delay(20);
        Assert.Equal((3, 2), (acceptor.Total, listener.OpenConnections));
        second.Abort();
        third.Abort();
        TransportConnection fourth = await acceptor.NextAsync();
        Assert.Equal((4, 1), (acceptor.Total, listener.OpenConnections));
        fourth.Abort();
        Assert.Equal(0, listener.OpenConnections);
        clients.ForEach(client => client.Abort());
        listener.Stop();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Stopping_keeps_what_was_accepted(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.WriteTextAsync("still here");
        Assert.Equal("still here", await server.ReadTextAsync(10));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Churn_leaves_no_descriptor_and_no_buffer(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        var acceptor = new QueueAcceptor();
        TransportListener listener = bed.Loop.Listen(bed.NewEndPoint(), ListenOptions.Default, acceptor);
        await ChurnAsync(bed, listener.EndPoint, acceptor, 20);
        await bed.Until(() => listener.OpenConnections == 0, "Connections are left.");
        await ChurnAsync(bed, listener.EndPoint, acceptor, 300);
        await bed.Until(() => listener.OpenConnections == 0, "Connections are left.");
        if (!bed.IsInMemory)
        {
            string local = listener.EndPoint is IPEndPoint ip ? $":{ip.Port:X4} " : listener.EndPoint.ToString()!;
            await bed.Until(() => Descriptors.OfListener(local) <= 1, "Sockets are left.");
        }

        Assert.Equal(0, bed.Buffers.Rented);
        listener.Stop();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Stopping_the_loop_aborts_what_is_left_and_ends_what_waits(TransportKind kind)
    {
        bool ended = false;
        TestBed.Run(kind, async bed =>
        {
            (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
            bed.Loop.Listen(bed.NewEndPoint(), ListenOptions.Default, new QueueAcceptor());
            _ = WaitForEnd(client);
            _ = server.Output.GetSpan(10);
            server.Output.Advance(10);
        });
        Assert.True(ended);

        async Task WaitForEnd(TransportConnection connection) => ended = (await connection.Input.ReadAsync()).IsCompleted;
    }

    private static async Task ChurnAsync(TestBed bed, EndPoint endPoint, QueueAcceptor acceptor, int count)
    {
        for (int i = 0; i < count; i++)
        {
            TransportConnection client = (await bed.Loop.ConnectAsync(endPoint, ConnectOptions.Default)).Connection!;
            TransportConnection server = await acceptor.NextAsync();
            await client.WriteTextAsync("x");
            Assert.Equal("x", await server.ReadTextAsync(1));
            switch (i % 4)
            {
                case 0:
                    client.CompleteBoth();
                    server.CompleteBoth();
                    break;
                case 1:
                    client.Abort();
                    server.CompleteBoth();
                    break;
                case 2:
                    server.Close();
                    client.Close();
                    break;
                default:
                    server.CompleteBoth();
                    Assert.True((await client.Input.ReadAsync()).IsCompleted);
                    client.CompleteBoth();
                    break;
            }
        }
    }
}
