using System.Buffers;
using System.IO.Pipelines;
using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class EndTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void After_a_half_close_the_other_way_stays_open(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        client.Output.Write("last words"u8);
        client.Output.Complete();
        await bed.Until(() => client.OutputEnd == ConnectionEnd.Fin, "The FIN was not sent.");

        Assert.Equal("last words", await server.ReadTextAsync(100));
        ReadResult end = await server.Input.ReadAsync();
        Assert.True(end.IsCompleted && end.Buffer.IsEmpty);
        Assert.Equal(ConnectionEnd.Fin, server.InputEnd);
        Assert.Equal(ConnectionEnd.Open, server.OutputEnd);

        await server.WriteTextAsync("answer");
        Assert.Equal("answer", await client.ReadTextAsync(6));
        server.CompleteBoth();
        Assert.True((await client.Input.ReadAsync()).IsCompleted);
        client.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void The_accepting_side_may_half_close_first(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        server.Output.Complete();
        Assert.Equal("", await client.ReadTextAsync(1));
        Assert.Equal(ConnectionEnd.Fin, client.InputEnd);
        client.Input.Complete();
        await client.WriteTextAsync("still");
        Assert.Equal("still", await server.ReadTextAsync(5));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_reset_ends_a_waiting_read_without_an_exception(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        ValueTask<ReadResult> read = server.Input.ReadAsync();
        client.Abort();
        Assert.True((await read).IsCompleted);
        if (kind != TransportKind.EpollUnix)
        {
            Assert.Equal(ConnectionEnd.Reset, server.InputEnd);
            Assert.Equal(ConnectionEnd.Reset, server.OutputEnd);
        }

        server.Output.Write("into nothing"u8);
        await bed.Until(() => server.Output.FlushAsync().Result.IsCompleted, "The writer does not learn of the reset.");
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_reset_ends_a_waiting_flush_without_an_exception(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        if (kind == TransportKind.InMemoryByByte)
        {
            Assert.Skip("Eight million receives prove no more than the others do.");
        }

        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        ValueTask<FlushResult> flush = server.Output.WriteAsync(new byte[8 * 1024 * 1024]);
        Assert.False(flush.IsCompleted);
        client.Abort();
        Assert.True((await flush).IsCompleted);
        Assert.Equal(ConnectionEnd.Reset, server.OutputEnd);
        server.CompleteBoth();
        Assert.Equal(0, bed.Buffers.Rented);
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Bytes_before_a_fin_and_its_end_are_all_read(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.Output.WriteAsync(Pattern.Bytes(50_000));
        client.Output.Complete();
        await bed.Delay(5);
        Assert.Equal(50_000, await server.DrainAsync());
        Assert.Equal(ConnectionEnd.Fin, server.InputEnd);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Abort_ends_this_sides_pending_operations(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        ValueTask<ReadResult> read = client.Input.ReadAsync();
        client.Output.Write("never sent"u8);
        CancellationToken closed = client.ConnectionClosed;
        client.Abort();
        client.Abort();
        ReadResult result = await read;
        Assert.True(result.IsCompleted);
        Assert.Equal((ConnectionEnd.Aborted, ConnectionEnd.Aborted), (client.InputEnd, client.OutputEnd));
        Assert.True(closed.IsCancellationRequested);
        Assert.True((await client.Output.FlushAsync()).IsCompleted);
        Assert.Equal(0, client.BytesSent);
        server.Abort();
    });

    /// <summary>A buffer that its reader holds must not go back to the pool under it.</summary>
    [Theory, ClassData(typeof(AllTransports))]
    public void Abort_leaves_a_read_buffer_to_its_reader(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.WriteTextAsync("x");
        ReadResult result = await server.Input.ReadAsync();
        server.Abort();
        Assert.Equal((byte)'x', result.Buffer.FirstSpan[0]);
        server.Input.AdvanceTo(result.Buffer.Start);
        Assert.Equal(0, bed.Buffers.Rented);
        client.Abort();
    });

    /// <summary>RFC 9112 section 9.6: closing over unread input resets, and a reset destroys what the client has not read yet.</summary>
    [Theory, ClassData(typeof(AllTransports))]
    public void Close_delivers_the_last_response_though_input_is_unread(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.Output.WriteAsync(new byte[30_000]);
        Assert.Equal("\0", await server.ReadTextAsync(1));
        server.Output.Write("413"u8);
        server.Close();
        await client.Output.WriteAsync(new byte[20_000]);
        await bed.Delay(5);
        Assert.Equal("413", await client.ReadTextAsync(100));
        Assert.Equal(ConnectionEnd.Fin, client.InputEnd);
        client.CompleteBoth();
        Assert.Equal(ConnectionEnd.Aborted, server.InputEnd);
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Completing_both_sides_delivers_the_last_response_though_input_is_unread(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.Output.WriteAsync(new byte[30_000]);
        Assert.Equal("\0", await server.ReadTextAsync(1));
        server.Output.Write("400"u8);
        server.CompleteBoth();
        await bed.Delay(5);
        Assert.Equal("400", await client.ReadTextAsync(100));
        Assert.Equal(ConnectionEnd.Fin, client.InputEnd);
        client.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Close_does_not_wait_for_ever_for_a_peer_that_stays(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        ValueTask<ReadResult> read = server.Input.ReadAsync();
        CancellationToken closed = server.ConnectionClosed;
        server.Close();
        server.Close();
        Assert.True((await read).IsCompleted);
        Assert.False(closed.IsCancellationRequested);
        await bed.Delay(2500);
        Assert.True(closed.IsCancellationRequested);
        client.Abort();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Completing_the_output_with_an_error_resets(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await server.WriteTextAsync("half a mess");
        server.Output.Complete(new InvalidDataException("cut short"));
        await client.DrainAsync();
        Assert.Equal(kind == TransportKind.EpollUnix ? ConnectionEnd.Fin : ConnectionEnd.Reset, client.InputEnd);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Unsent_bytes_go_out_after_the_output_is_completed(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        const int Length = 6 * 1024 * 1024;
        if (kind == TransportKind.InMemoryByByte)
        {
            Assert.Skip("Six million receives prove no more than the others do.");
        }

        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        server.Output.Write(new byte[Length]);
        server.CompleteBoth();
        Assert.Equal(Length, await client.DrainAsync());
        Assert.Equal(ConnectionEnd.Fin, client.InputEnd);
        client.CompleteBoth();
        await bed.Until(() => bed.Buffers.Rented == 0, "Buffers are left.");
    });
}
