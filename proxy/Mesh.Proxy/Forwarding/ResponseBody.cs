using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Upstream;
using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>The response's way down: what came with its head goes with it, the rest piece by piece as the client takes it, long stretches by the kernel.</summary>
sealed class ResponseBody(Worker worker, Exchange exchange, HeadStore store)
{
    /// <summary>Up to here a copy behind the head is cheaper than handing over the block.</summary>
    const int CopyLimit = 8 * 1024;

    readonly BodyTransfer transfer = new(worker.Options.Limits, store);

    readonly GrpcBody grpc = new();

    public bool IsComplete => transfer.IsComplete;

    /// <summary>It ended with its stream and is sent in chunks.</summary>
    public bool IsChunked => transfer.Recoding == BodyRecoding.Chunk;

    public void Begin(UpstreamStream upstream, ClientStream client)
    {
        transfer.Begin(exchange.Response, upstream);
        grpc.Begin(exchange.WebResponse, response: true);
        transfer.Direct(exchange.Response, client, takesChunks: exchange.Request.MinorVersion == 1, exchange.IsGrpc ? grpc : null);
    }

    public void End() => transfer.End();

    /// <summary>What came with the head is no body as that announced it. Only chunks can be wrong; looking at them twice costs one pass over their lines.</summary>
    public bool IsBroken(in ReadOnlySequence<byte> buffer, int headLength) =>
        exchange.Response.BodyKind == Http1BodyKind.Chunked && buffer.Length > headLength && transfer.IsBroken(buffer.Slice(headLength));

    /// <summary>Copies the body's part of the buffer that begins with its head, if that is little; returns where the input is consumed to.</summary>
    public SequencePosition CopyIfSmall(in ReadOnlySequence<byte> buffer, int headLength, UpstreamStream upstream, ClientStream client)
    {
        if (transfer.IsComplete || !buffer.IsSingleSegment || !IsSmall(buffer.Length - headLength, upstream))
        {
            return buffer.GetPosition(headLength);
        }

        var consumed = transfer.Copy(buffer.FirstSpan[headLength..], client, out var payload);
        exchange.ResponseBodyBytes += payload;
        exchange.ResponseMessages = grpc.Messages;
        return buffer.GetPosition(headLength + consumed);
    }

    /// <summary>What came is small and, where the body has no framing of its own, all of it.</summary>
    bool IsSmall(long length, UpstreamStream upstream) =>
        length <= CopyLimit && (upstream.IsMultiplexed ? upstream.HasAllInput : length > 0 && exchange.Response.BodyKind != Http1BodyKind.UntilClose);

    /// <summary>Null: all of it is with the client's kernel.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Fault?> PumpAsync(UpstreamStream upstream, ClientStream client)
    {
        Fault? fault = null;
        while (fault is null && !transfer.IsComplete)
        {
            fault = transfer.Opaque < worker.Options.RelayThreshold
                ? await MoveAsync(upstream, client)
                : await RelayAsync(upstream, client);
        }

        return fault;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Fault?> MoveAsync(UpstreamStream upstream, ClientStream client)
    {
        if (!upstream.Body.Input.TryRead(out var read))
        {
            if (client.Body.Output.UnflushedBytes > 0 && (await client.Body.Output.FlushAsync()).IsCompleted)
            {
                return FaultTable.ClientGone;
            }

            read = await upstream.Body.Input.ReadAsync();
        }

        var step = transfer.Move(read, client, out var payload, out _);
        exchange.ResponseBodyBytes += payload;
        exchange.ResponseMessages = grpc.Messages;
        return FaultOf(step, await client.Body.Output.FlushAsync(), upstream);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Fault?> RelayAsync(UpstreamStream upstream, ClientStream client)
    {
        var relay = await upstream.Body.RelayAsync(client.Body, transfer.Opaque);
        transfer.Skip(relay.Bytes);
        exchange.ResponseBodyBytes += relay.Bytes;
        var step = relay.End == RelayEnd.SourceEnded ? transfer.OnSourceEnded(client) : BodyStep.More;
        if (transfer.IsComplete && step == BodyStep.More)
        {
            transfer.Finish(client);
        }

        return relay.End is RelayEnd.Count or RelayEnd.SourceEnded ? FaultOf(step, await client.Body.Output.FlushAsync(), upstream) : FaultTable.ClientGone;
    }

    static Fault? FaultOf(BodyStep step, FlushResult flush, UpstreamStream upstream) =>
        flush.IsCompleted ? FaultTable.ClientGone : step switch
        {
            BodyStep.Invalid => FaultTable.UpstreamProtocolWithinBody,
            BodyStep.Cut => upstream.CutFault,
            BodyStep.More or BodyStep.Complete => null,
        };
}
