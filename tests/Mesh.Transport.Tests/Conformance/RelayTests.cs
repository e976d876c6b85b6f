using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class RelayTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void Every_byte_passes_and_the_end_is_told(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        RelayPath path = await RelayPath.MakeAsync(bed);
        ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination);
        long length = kind == TransportKind.InMemoryByByte ? 30_000 : bed.IsInMemory ? 3_000_000 : 100_000_000;
        Task<byte[]> sent = SendAsync(path.Client, length);
        (long received, byte[] hash) = await ReceiveAsync(path.Server, length);
        Assert.Equal(length, received);
        Assert.Equal(await sent, hash);

        path.Client.Output.Complete();
        RelayResult result = await relay;
        Assert.Equal(new RelayResult(length, RelayEnd.SourceEnded), result);
        Assert.Equal(length, path.Source.BytesRelayed);
        Assert.Equal((length, length), (path.Source.BytesReceived, path.Destination.BytesSent));
        Assert.Equal(ConnectionEnd.Fin, path.Source.InputEnd);
        Assert.Equal(ConnectionEnd.Open, path.Destination.OutputEnd);
        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Small_messages_go_at_once_and_an_idle_relay_holds_nothing(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        RelayPath path = await RelayPath.MakeAsync(bed);
        ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination);
        ValueTask<RelayResult> back = path.Destination.RelayAsync(path.Source);
        for (int i = 0; i < 50; i++)
        {
            await path.Client.WriteTextAsync($"question {i:00}");
            Assert.Equal($"question {i:00}", await path.Server.ReadTextAsync(11));
            await path.Server.WriteTextAsync($"answer {i:00}");
            Assert.Equal($"answer {i:00}", await path.Client.ReadTextAsync(9));
        }

        Assert.Equal(0, bed.Buffers.Rented);
        Assert.Equal((550, 450), (path.Source.BytesRelayed, path.Destination.BytesRelayed));
        path.Client.Output.Complete();
        Assert.Equal(new RelayResult(550, RelayEnd.SourceEnded), await relay);
        path.Destination.Output.Complete();
        path.Server.Output.Complete();
        Assert.Equal(new RelayResult(450, RelayEnd.SourceEnded), await back);
        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_count_is_kept_to_the_byte_and_the_rest_is_left_to_the_reader(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        RelayPath path = await RelayPath.MakeAsync(bed);
        foreach (int count in new[] { 0, 1, 100, 70_000 })
        {
            ValueTask<FlushResult> sent = path.Client.Output.WriteAsync(Pattern.Bytes(count + 4));
            ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination, count);
            Task<string> delivered = count > 0 ? path.Server.ReadTextAsync(count) : Task.FromResult("");
            Assert.Equal(new RelayResult(count, RelayEnd.Count), await relay);
            await sent;
            Assert.Equal(count, (await delivered).Length);
            Assert.Equal(4, (await path.Source.ReadTextAsync(4)).Length);
            await bed.Delay(1);
            Assert.False(path.Server.HasInput);
        }

        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void What_is_buffered_and_unflushed_goes_first(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        RelayPath path = await RelayPath.MakeAsync(bed);
        await path.Client.WriteTextAsync("head body");
        await bed.Until(() => path.Source.HasInput, "Nothing arrived.");
        Assert.Equal("head", await path.Source.ReadTextAsync(4));
        path.Destination.Output.Write("HEAD"u8);
        ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination, 9);
        await path.Client.WriteTextAsync(" end");
        Assert.Equal("HEAD body end", await path.Server.ReadTextAsync(13));
        Assert.Equal(new RelayResult(9, RelayEnd.Count), await relay);
        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_stalled_destination_stops_the_source(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        const int Length = 40_000_000;
        if (kind == TransportKind.InMemoryByByte)
        {
            Assert.Skip("Forty million receives prove no more than the others do.");
        }

        RelayPath path = await RelayPath.MakeAsync(bed);
        ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination);
        ValueTask<FlushResult> sent = path.Client.Output.WriteAsync(new byte[Length]);
        await bed.Delay(50);
        Assert.False(sent.IsCompleted);
        Assert.False(relay.IsCompleted);
        long held = path.Source.BytesReceived - path.Destination.BytesSent;
        Assert.InRange(held, 0, 512 * 1024);

        path.Client.Output.CancelPendingFlush();
        await sent;
        path.Client.Output.Complete();
        Assert.Equal(Length, await ReceiveCountAsync(path.Server, Length));
        Assert.Equal(new RelayResult(Length, RelayEnd.SourceEnded), await relay);
        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_cancelled_relay_loses_nothing(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        const int Length = 20_000_000;
        if (kind == TransportKind.InMemoryByByte)
        {
            Assert.Skip("Twenty million receives prove no more than the others do.");
        }

        RelayPath path = await RelayPath.MakeAsync(bed);
        ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination);
        Task<byte[]> sent = SendAsync(path.Client, Length);
        await bed.Delay(50);
        Assert.False(relay.IsCompleted);
        path.Source.CancelRelay();
        RelayResult first = await relay;
        Assert.Equal(RelayEnd.Canceled, first.End);

        ValueTask<RelayResult> second = path.Source.RelayAsync(path.Destination);
        (long received, byte[] hash) = await ReceiveAsync(path.Server, Length);
        Assert.Equal(Length, received);
        Assert.Equal(await sent, hash);
        path.Client.Output.Complete();
        RelayResult rest = await second;
        Assert.Equal(Length, first.Bytes + rest.Bytes);
        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void An_idle_relay_can_be_cancelled_and_the_source_read_again(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        RelayPath path = await RelayPath.MakeAsync(bed);
        ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination);
        path.Source.CancelRelay();
        Assert.Equal(new RelayResult(0, RelayEnd.Canceled), await relay);
        path.Source.CancelRelay();
        await path.Client.WriteTextAsync("x");
        Assert.Equal("x", await path.Source.ReadTextAsync(1));
        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_destination_that_goes_away_ends_an_idle_relay(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        RelayPath path = await RelayPath.MakeAsync(bed);
        ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination);
        path.Server.Abort();
        if (kind == TransportKind.EpollUnix)
        {
            await bed.Delay(2);
            await path.Client.WriteTextAsync("x");
        }

        Assert.Equal(new RelayResult(0, RelayEnd.DestinationEnded), await relay);
        Assert.Equal(ConnectionEnd.Reset, path.Destination.OutputEnd);
        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void A_source_that_is_reset_ends_the_relay_and_says_how(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        RelayPath path = await RelayPath.MakeAsync(bed);
        ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination);
        path.Client.Abort();
        Assert.Equal(new RelayResult(0, RelayEnd.SourceEnded), await relay);
        Assert.Equal(kind == TransportKind.EpollUnix ? ConnectionEnd.Fin : ConnectionEnd.Reset, path.Source.InputEnd);
        path.Complete();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Either_owner_ends_the_relay_by_abort_or_close(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        foreach (Action<RelayPath> end in new Action<RelayPath>[]
        {
            path => path.Source.Abort(),
            path => path.Destination.Abort(),
            path => path.Source.Close(),
            path => path.Destination.Close(),
        })
        {
            RelayPath path = await RelayPath.MakeAsync(bed);
            ValueTask<RelayResult> relay = path.Source.RelayAsync(path.Destination);
            end(path);
            RelayResult result = await relay;
            Assert.Contains(result.End, new[] { RelayEnd.SourceEnded, RelayEnd.DestinationEnded });
            path.Complete();
        }
    });

    private static async Task<byte[]> SendAsync(TransportConnection connection, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[64 * 1024];
        for (long at = 0; at < length; at += chunk.Length)
        {
            Memory<byte> part = chunk.AsMemory(0, (int)Math.Min(chunk.Length, length - at));
            Random.Shared.NextBytes(part.Span);
            hash.AppendData(part.Span);
            await connection.Output.WriteAsync(part);
        }

        return hash.GetHashAndReset();
    }

    private static async Task<(long Received, byte[] Hash)> ReceiveAsync(TransportConnection connection, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long received = 0;
        while (received < length)
        {
            ReadResult result = await connection.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> piece in result.Buffer)
            {
                hash.AppendData(piece.Span);
                received += piece.Length;
            }

            connection.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        return (received, hash.GetHashAndReset());
    }

    private static async Task<long> ReceiveCountAsync(TransportConnection connection, long length) => (await ReceiveAsync(connection, length)).Received;
}
