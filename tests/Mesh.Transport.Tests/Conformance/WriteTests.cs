using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class WriteTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void A_flush_sends_all_that_was_written_in_order(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        for (int i = 0; i < 2000; i++)
        {
            client.Output.Write(Encoding.UTF8.GetBytes($"{i};"));
        }

        Assert.Equal(8890, client.Output.UnflushedBytes);
        FlushResult flushed = await client.Output.FlushAsync();
        Assert.False(flushed.IsCompleted || flushed.IsCanceled);
        Assert.Equal(0, client.Output.UnflushedBytes);
        string text = await server.ReadTextAsync(8890);
        Assert.Equal(string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i};")), text);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Nothing_is_sent_before_the_flush(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        client.Output.Write("abc"u8);
        await bed.Delay(5);
        Assert.False(server.HasInput);
        Assert.Equal(0, client.BytesSent);
        await client.Output.FlushAsync();
        Assert.Equal("abc", await server.ReadTextAsync(3));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void More_than_a_block_can_be_asked_for_at_once(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        client.Output.Write("<"u8);
        Memory<byte> large = client.Output.GetMemory(30_000);
        Assert.True(large.Length >= 30_000);
        Pattern.Fill(large.Span[..30_000], 0);
        client.Output.Advance(30_000);
        client.Output.Write(">"u8);
        ValueTask<FlushResult> flush = client.Output.FlushAsync();
        byte[] received = await ReadBytes(server, 30_002);
        await flush;
        Assert.Equal((byte)'<', received[0]);
        Assert.Equal((byte)'>', received[^1]);
        Assert.True(received.AsSpan(1, 30_000).SequenceEqual(Pattern.Bytes(30_000)));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_flush_waits_for_a_reader_that_stalls_and_nothing_is_lost(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        const int Length = 16 * 1024 * 1024;
        if (kind == TransportKind.InMemoryByByte)
        {
            Assert.Skip("Sixteen million receives prove no more than the others do.");
        }

        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        byte[] message = Pattern.Bytes(Length);
        ValueTask<FlushResult> flush = client.Output.WriteAsync(message);
        await bed.Delay(20);
        Assert.False(flush.IsCompleted);

        long at = 0;
        while (at < Length)
        {
            ReadResult result = await server.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> piece in result.Buffer)
            {
                Assert.True(piece.Span.SequenceEqual(message.AsSpan((int)at, piece.Length)));
                at += piece.Length;
            }

            server.Input.AdvanceTo(result.Buffer.End);
        }

        Assert.False((await flush).IsCompleted);
        Assert.Equal(Length, client.BytesSent);
        Assert.Equal(0, bed.Buffers.Rented);
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_cancelled_flush_completes_and_its_bytes_go_with_the_next(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        const int Length = 8 * 1024 * 1024;
        if (kind == TransportKind.InMemoryByByte)
        {
            Assert.Skip("Eight million receives prove no more than the others do.");
        }

        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        ValueTask<FlushResult> flush = client.Output.WriteAsync(Pattern.Bytes(Length));
        Assert.False(flush.IsCompleted);
        client.Output.CancelPendingFlush();
        Assert.True((await flush).IsCanceled);

        ValueTask<FlushResult> second = client.Output.FlushAsync();
        Task<byte[]> read = ReadBytes(server, Length);
        Assert.False((await second).IsCanceled);
        byte[] received = await read;
        Assert.True(Pattern.Bytes(Length).AsSpan().SequenceEqual(received));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void The_stream_adapters_of_pipelines_work_over_it(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection server) = await bed.ConnectAsync();
        await using Stream writing = client.Output.AsStream();
        await using Stream reading = server.Input.AsStream();
        await writing.WriteAsync("over streams"u8.ToArray());
        byte[] buffer = new byte[12];
        await reading.ReadExactlyAsync(buffer);
        Assert.Equal("over streams", Encoding.UTF8.GetString(buffer));
        client.CompleteBoth();
        server.CompleteBoth();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void MoveBuffered_passes_bytes_on_whole_and_in_part(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        (TransportConnection client, TransportConnection proxyIn) = await bed.ConnectAsync();
        (TransportConnection proxyOut, TransportConnection server) = await bed.ConnectAsync();
        byte[] message = Pattern.Bytes(30_000);
        ValueTask<FlushResult> sent = client.Output.WriteAsync(message);

        proxyOut.Output.Write("["u8);
        int at = 0;
        foreach (int part in new[] { 1, 10, 5000, 4096, 13_000, 7893 })
        {
            await bed.Until(() => Has(proxyIn, part), "It has not arrived.");
            proxyIn.MoveBuffered(proxyOut, part);
            at += part;
        }

        await sent;
        proxyOut.Output.Write("]"u8);
        await proxyOut.Output.FlushAsync();
        byte[] received = await ReadBytes(server, 30_002);
        Assert.True(received.AsSpan(1, 30_000).SequenceEqual(message));
        Assert.Equal((byte)']', received[^1]);
        Assert.Equal(30_000, at);
        Assert.Equal(0, bed.Buffers.Rented);
        foreach (TransportConnection connection in new[] { client, proxyIn, proxyOut, server })
        {
            connection.CompleteBoth();
        }
    });

    private static bool Has(TransportConnection connection, int length)
    {
        while (connection.Input.TryRead(out ReadResult result))
        {
            if (result.Buffer.Length >= length)
            {
                return true;
            }

            connection.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        return false;
    }

    private static async Task<byte[]> ReadBytes(TransportConnection connection, int length)
    {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length)
        {
            ReadResult result = await connection.Input.ReadAsync();
            ReadOnlySequence<byte> taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, length - at));
            taken.CopyTo(bytes.AsSpan(at));
            at += (int)taken.Length;
            connection.Input.AdvanceTo(taken.End);
            Assert.True(at == length || !result.IsCompleted, $"Ended after {at} of {length} bytes.");
        }

        return bytes;
    }
}
