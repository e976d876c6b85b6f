using System.Buffers;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>The response's way down: what came with its head goes with it, the rest piece by piece as the client takes it, long stretches by the kernel.</summary>
sealed class ResponseBody(Worker worker, Exchange exchange)
{
    /// <summary>Up to here a copy behind the head is cheaper than handing over the block.</summary>
    const int CopyLimit = 8 * 1024;

    Http1BodyScanner scanner;

    public bool IsComplete => scanner.IsComplete;

    public void Begin(Http1Head head) => scanner = head.BodyKind == Http1BodyKind.None ? default : new Http1BodyScanner(head, worker.Options.Limits);

    /// <summary>What came with the head is no body as that announced it. Only chunks can be wrong; looking at them twice costs one pass over their lines.</summary>
    public bool IsBroken(in ReadOnlySequence<byte> buffer, int headLength)
    {
        if (exchange.Response.BodyKind != Http1BodyKind.Chunked || buffer.Length == headLength)
        {
            return false;
        }

        var trial = scanner;
        return trial.Scan(buffer.Slice(headLength), out _, out _, out _) == Http1ParseStatus.Invalid;
    }

    /// <summary>Copies the body's part of the buffer that begins with its head, if that is little; returns where the input is consumed to.</summary>
    public SequencePosition CopyIfSmall(in ReadOnlySequence<byte> buffer, int headLength, IBufferWriter<byte> output)
    {
        var rest = buffer.Length - headLength;
        var isSmall = rest is > 0 and <= CopyLimit && exchange.Response.BodyKind is Http1BodyKind.ContentLength or Http1BodyKind.Chunked;
        if (!isSmall || !buffer.IsSingleSegment)
        {
            return buffer.GetPosition(headLength);
        }

        var bytes = buffer.FirstSpan[headLength..];
        // What is not valid stays unread: the pump comes upon it.
        scanner.Scan(bytes, out var length, out var payload, out _);
        output.Write(bytes[..length]);
        exchange.ResponseBodyBytes += payload;
        return buffer.GetPosition(headLength + length);
    }

    /// <summary>Null: all of it is with the client's kernel.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Fault?> PumpAsync(TransportConnection upstream, TransportConnection client)
    {
        Fault? fault = null;
        while (fault is null && !scanner.IsComplete)
        {
            if (scanner.Opaque < worker.Options.RelayThreshold)
            {
                fault = await MoveAsync(upstream, client);
                continue;
            }

            var relay = await upstream.RelayAsync(client, scanner.Opaque);
            scanner.Skip(relay.Bytes);
            exchange.ResponseBodyBytes += relay.Bytes;
            if (relay.End == RelayEnd.SourceEnded)
            {
                return OnEnd(upstream);
            }

            fault = relay.End == RelayEnd.Count ? null : FaultTable.ClientGone;
        }

        return fault;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Fault?> MoveAsync(TransportConnection upstream, TransportConnection client)
    {
        if (!upstream.Input.TryRead(out var read))
        {
            if (client.Output.UnflushedBytes > 0 && (await client.Output.FlushAsync()).IsCompleted)
            {
                return FaultTable.ClientGone;
            }

            read = await upstream.Input.ReadAsync();
        }

        var status = scanner.Scan(read.Buffer, out var length, out var payload, out _);
        upstream.MoveBuffered(client, length);
        exchange.ResponseBodyBytes += payload;
        var flush = await client.Output.FlushAsync();
        return flush.IsCompleted ? FaultTable.ClientGone
            : status == Http1ParseStatus.Invalid ? FaultTable.UpstreamProtocolWithinBody
            : status == Http1ParseStatus.NeedMore && read.IsCompleted ? OnEnd(upstream)
            : null;
    }

    /// <summary>An end is one only for bodies that have no other, and only if it is orderly (RFC 9112 section 8).</summary>
    Fault? OnEnd(TransportConnection upstream) =>
        scanner.JudgeEndOfConnection() == Http1Error.None && upstream.InputEnd == ConnectionEnd.Fin ? null : FaultTable.UpstreamEndedWithinBody;
}
