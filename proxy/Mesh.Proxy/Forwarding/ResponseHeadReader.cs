using System.Buffers;
using System.IO.Pipelines;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;

namespace Mesh.Proxy.Forwarding;

/// <summary>Reads what an upstream sends before the body: any number of interim responses, which go on to the client, and the final head.</summary>
sealed class ResponseHeadReader(Worker worker, Exchange exchange, HeadStore store)
{
    /// <summary>More interim responses than this are no answer but an attack on whoever waits.</summary>
    const int MaxInterim = 64;

    byte[]? scratch;
    int scratchUsed;
    int scanned;
    int interim;
    bool isUpgrade;

    /// <param name="upgrade">The request asked for it: 101 is an answer only then.</param>
    public void Begin(bool upgrade)
    {
        scratchUsed = scanned = interim = 0;
        isUpgrade = upgrade;
        exchange.UpstreamFirstByte = 0;
    }

    /// <summary>Takes what has come. On Final the input is not advanced: the caller does it, past what it takes of the body.</summary>
    public ResponseStep Read(PipeReader input, in ReadResult read, ClientStream client, out Fault? fault)
    {
        fault = null;
        var buffer = read.Buffer;
        var isRefused = false;
        if (!buffer.IsEmpty)
        {
            if (exchange.UpstreamFirstByte == 0)
            {
                exchange.UpstreamFirstByte = worker.Time.GetTimestamp();
            }

            var bytes = Gather(buffer);
            var step = Parse(bytes) switch
            {
                Http1ParseStatus.Complete => Judge(),
                Http1ParseStatus.Invalid => ResponseStep.Failed,
                Http1ParseStatus.NeedMore => buffer.Length < worker.Options.Limits.MaxHeadBytes ? ResponseStep.NeedMore : ResponseStep.Failed,
            };
            if (step is ResponseStep.Interim or ResponseStep.Final)
            {
                return Take(step, bytes, buffer, input, client);
            }

            isRefused = step == ResponseStep.Failed;
        }

        input.AdvanceTo(buffer.Start, buffer.End);
        fault = isRefused ? FaultTable.UpstreamProtocol
            : !read.IsCompleted ? null
            : buffer.IsEmpty && interim == 0 ? FaultTable.UpstreamEnded
            : FaultTable.UpstreamEndedWithinHead;
        return fault is null ? ResponseStep.NeedMore : ResponseStep.Failed;
    }

    public void End()
    {
        if (scratch is not null)
        {
            ArrayPool<byte>.Shared.Return(scratch);
            scratch = null;
        }
    }

    ReadOnlySpan<byte> Gather(in ReadOnlySequence<byte> buffer)
    {
        if (scratch is null && Http1HeadBytes.NeedsScratch(buffer))
        {
            scratch = ArrayPool<byte>.Shared.Rent(worker.Options.Limits.MaxHeadBytes);
        }

        return Http1HeadBytes.Gather(buffer, scratch, ref scratchUsed);
    }

    Http1ParseStatus Parse(ReadOnlySpan<byte> bytes) =>
        Http1ResponseParser.Parse(bytes, worker.Options.Limits, exchange.Response, exchange.Request.Method, ref scanned, out _);

    /// <summary>Heads that are well-formed by themselves and still no answer to this request.</summary>
    ResponseStep Judge()
    {
        var head = exchange.Response;
        if (head.StatusCode == 101)
        {
            return isUpgrade ? ResponseStep.Final : ResponseStep.Failed;
        }

        if (head.StatusCode < 200)
        {
            return ++interim <= MaxInterim ? ResponseStep.Interim : ResponseStep.Failed;
        }

        // The request went out as HTTP/1.0: a client of that version could not read chunks.
        var isUnreadable = head.BodyKind == Http1BodyKind.Chunked && exchange.Request.MinorVersion == 0;
        return isUnreadable ? ResponseStep.Failed : ResponseStep.Final;
    }

    ResponseStep Take(ResponseStep step, ReadOnlySpan<byte> bytes, in ReadOnlySequence<byte> buffer, PipeReader input, ClientStream client)
    {
        var head = exchange.Response;
        exchange.ResponseHeadBytes += head.Length;
        if (step == ResponseStep.Final)
        {
            exchange.ResponseBytes = store.Keep(bytes[..head.Length]);
            return step;
        }

        // RFC 9110 section 15.2: an HTTP/1.0 client must not be sent any.
        if (exchange.Request.MinorVersion == 1)
        {
            client.WriteInterim(bytes, head);
        }

        input.AdvanceTo(buffer.GetPosition(head.Length));
        scanned = scratchUsed = 0;
        return step;
    }
}
