using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class ReadTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void Bytes_arrive_in_order_both_ways(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.WriteTextAsync("ping");
        Assert.Equal("ping", await server.ReadTextAsync(4));
        await server.WriteTextAsync("pong!");
        Assert.Equal("pong!", await client.ReadTextAsync(5));

        Assert.Equal((4, 5), (client.BytesSent, client.BytesReceived));
        Assert.Equal((5, 4), (server.BytesSent, server.BytesReceived));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_read_waits_while_all_that_is_buffered_is_examined(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.WriteTextAsync("abc");
        Assert.Equal("a", await server.ReadTextAsync(1));
        await bed.Until(() => server.HasInput, "The rest has not arrived.");
        ReadResult result = await ReadAtLeast(server, 2);
        server.Input.AdvanceTo(result.Buffer.GetPosition(1), result.Buffer.End);

        ValueTask<ReadResult> pending = server.Input.ReadAsync();
        await bed.Delay(5);
        Assert.False(pending.IsCompleted);
        await client.WriteTextAsync("d");
        result = await pending;
        Assert.Equal("cd", Encoding.UTF8.GetString(result.Buffer));

        server.Input.AdvanceTo(result.Buffer.End);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_read_completes_at_once_while_something_is_unexamined(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await client.WriteTextAsync("abc");
        ReadResult result = await ReadAtLeast(server, 3);
        server.Input.AdvanceTo(result.Buffer.Start, result.Buffer.GetPosition(1));

        ValueTask<ReadResult> again = server.Input.ReadAsync();
        Assert.True(again.IsCompleted);
        result = await again;
        Assert.Equal(3, result.Buffer.Length);
        server.Input.AdvanceTo(result.Buffer.End);
        Assert.False(server.Input.TryRead(out _));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_message_over_many_blocks_is_one_sequence(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        byte[] message = Pattern.Bytes(20_000);
        ValueTask<FlushResult> sent = client.Output.WriteAsync(message);
        ReadResult result = await ReadAtLeast(server, message.Length);
        await sent;
        Assert.True(message.AsSpan().SequenceEqual(result.Buffer.ToArray()));

        // Consumed in odd steps, each of which must leave the rest as it was.
        for (int at = 0; at < message.Length;)
        {
            int step = Math.Min(777, message.Length - at);
            server.Input.AdvanceTo(result.Buffer.GetPosition(step));
            at += step;
            if (at < message.Length)
            {
                Assert.True(server.Input.TryRead(out result));
                Assert.Equal(message.Length - at, result.Buffer.Length);
                Assert.Equal(message[at], result.Buffer.FirstSpan[0]);
            }
        }

        Assert.Equal(0, bed.Buffers.Rented);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void ReadAtLeast_waits_for_so_many(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        ValueTask<ReadResult> read = server.Input.ReadAtLeastAsync(10);
        await client.WriteTextAsync("12345");
        await bed.Delay(2);
        Assert.False(read.IsCompleted);
        await client.WriteTextAsync("67890");
        ReadResult result = await read;
        Assert.Equal("1234567890", Encoding.UTF8.GetString(result.Buffer));
        server.Input.AdvanceTo(result.Buffer.End);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void An_idle_connection_holds_no_buffer_though_a_read_waits(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        ValueTask<ReadResult> read = server.Input.ReadAsync();
        await bed.Delay(5);
        Assert.Equal(0, bed.Buffers.Rented);
        await client.WriteTextAsync("x");
        ReadResult result = await read;
        Assert.Equal(1, bed.Buffers.Rented);
        server.Input.AdvanceTo(result.Buffer.End);
        Assert.Equal(0, bed.Buffers.Rented);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_cancelled_read_completes_and_the_next_one_reads(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        ValueTask<ReadResult> read = server.Input.ReadAsync();
        server.Input.CancelPendingRead();
        ReadResult result = await read;
        Assert.True(result.IsCanceled);
        Assert.False(result.IsCompleted);
        server.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);

        // Cancelled before it begins: the next read is.
        server.Input.CancelPendingRead();
        result = await server.Input.ReadAsync();
        Assert.True(result.IsCanceled);
        server.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);

        await client.WriteTextAsync("x");
        Assert.Equal("x", await server.ReadTextAsync(1));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_token_ends_a_waiting_read(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        using var source = new CancellationTokenSource();
        ValueTask<ReadResult> read = server.Input.ReadAsync(source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await server.Input.ReadAsync(source.Token));

        await client.WriteTextAsync("x");
        Assert.Equal("x", await server.ReadTextAsync(1));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Misuse_is_refused(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        Assert.Throws<InvalidOperationException>(() => server.Input.AdvanceTo(default));
        await client.WriteTextAsync("abc");
        ReadResult result = await ReadAtLeast(server, 3);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.Input.ReadAsync());
        Assert.Throws<InvalidOperationException>(() => server.Input.AdvanceTo(result.Buffer.End, result.Buffer.Start));
        server.Input.AdvanceTo(result.Buffer.End);
        ValueTask<ReadResult> pending = server.Input.ReadAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.Input.ReadAsync());
        client.CompleteBoth();
        Assert.True((await pending).IsCompleted);
        server.CompleteBoth();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.Input.ReadAsync());
        Assert.Throws<InvalidOperationException>(() => server.Output.GetSpan());
    });

    private static async Task<ReadResult> ReadAtLeast(TransportConnection connection, int length)
    {
        ReadResult result = await connection.Input.ReadAsync();
        while (result.Buffer.Length < length)
        {
            connection.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await connection.Input.ReadAsync();
        }

        return result;
    }
}
