using System.Buffers;
using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class ObserverTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void An_observer_learns_of_input_without_a_buffer(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        var observer = new Observer();
        server.Observer = observer;
        await bed.Delay(5);
        Assert.False(server.HasInput);
        Assert.Equal(0, observer.Calls);

        await client.WriteTextAsync("unasked");
        await bed.Until(() => observer.Calls > 0, "The observer was not told.");
        Assert.True(server.HasInput);
        Assert.Equal(ConnectionEnd.Open, server.InputEnd);
        Assert.Equal(ConnectionEnd.Open, server.ComingInputEnd);
        Assert.Equal(0, bed.Buffers.Rented);
        Assert.Equal("unasked", await server.ReadTextAsync(7));
        Assert.False(server.HasInput);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_last_look_sees_what_the_loop_was_not_told_of(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        Task<string> read = server.ReadTextAsync(4);
        await bed.Delay(5);
        Assert.False(server.CheckInput());
        client.Output.Write("late"u8);
        await client.Output.FlushAsync();
        if (kind != TransportKind.Sockets)
        {
            // There the engine is asked, not the kernel.
            Assert.True(server.CheckInput());
        }

        Assert.Equal("late", await read);
        Assert.False(server.CheckInput());
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void An_observer_learns_of_a_fin_and_that_it_is_one(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        var observer = new Observer();
        server.Observer = observer;
        client.Output.Complete();
        await bed.Until(() => observer.Calls > 0, "The observer was not told.");
        Assert.True(server.HasInput);
        Assert.Equal(ConnectionEnd.Fin, server.InputEnd);
        Assert.Equal(ConnectionEnd.Fin, server.ComingInputEnd);
        Assert.Equal(ConnectionEnd.Open, server.OutputEnd);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_fin_behind_unread_bytes_is_known(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        if (kind == TransportKind.Sockets)
        {
            Assert.Skip("Kestrel's pipe tells of the end only when what stands before it is consumed.");
        }

        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        var observer = new Observer();
        server.Observer = observer;
        await client.WriteTextAsync("next request");
        client.Output.Complete();
        await bed.Until(() => server.ComingInputEnd == ConnectionEnd.Fin, "The FIN is not known.");
        Assert.Equal(ConnectionEnd.Open, server.InputEnd);
        Assert.True(observer.Calls > 0);
        Assert.Equal("next request", await server.ReadTextAsync(12));
        Assert.Equal("", await server.ReadTextAsync(1));
        Assert.Equal(ConnectionEnd.Fin, server.InputEnd);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void An_observer_learns_of_a_reset(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        var observer = new Observer();
        server.Observer = observer;
        client.Abort();
        await bed.Until(() => observer.Calls > 0, "The observer was not told.");
        Assert.True(server.HasInput);
        if (kind != TransportKind.EpollUnix)
        {
            Assert.Equal((ConnectionEnd.Reset, ConnectionEnd.Reset), (server.InputEnd, server.OutputEnd));
        }

        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_reader_that_waits_is_served_instead_of_the_observer(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        var observer = new Observer();
        server.Observer = observer;
        Task<string> read = server.ReadTextAsync(1);
        await client.WriteTextAsync("x");
        Assert.Equal("x", await read);
        Assert.Equal(0, observer.Calls);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    /// <summary>A response that fills its block to the last byte leaves open whether more follows: the pool must not drop the connection for it.</summary>
    [Theory, ClassData(typeof(AllTransports))]
    public void Input_that_fills_a_block_exactly_leaves_no_false_input(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.Output.WriteAsync(new byte[bed.Buffers.BlockSize]);
        await bed.Until(() => server.HasInput, "Nothing arrived.");
        Assert.Equal(bed.Buffers.BlockSize, (await server.ReadTextAsync(bed.Buffers.BlockSize)).Length);
        Assert.False(server.HasInput);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    private sealed class Observer : IConnectionObserver
    {
        public int Calls { get; private set; }

        public void OnInput(TransportConnection connection) => Calls++;
    }
}
