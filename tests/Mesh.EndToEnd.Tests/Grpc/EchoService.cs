using Google.Protobuf;
using Grpc.Core;

namespace Mesh.EndToEnd.Tests.Grpc;

/// <summary>
/// The server's side of every check. Metadata of a call whose keys begin with "echo-" come back in its trailers, and of binary ones in its head too.
/// </summary>
sealed class EchoService(EchoLog log) : Echo.EchoBase
{
    public override async Task<EchoMessage> Unary(EchoMessage request, ServerCallContext context)
    {
        await BeginAsync(context);
        await WaitAsync(request, context);
        return Answer(request);
    }

    public override async Task<EchoMessage> Collect(IAsyncStreamReader<EchoMessage> requestStream, ServerCallContext context)
    {
        await BeginAsync(context);
        var count = 0;
        var all = new MemoryStream();
        while (await ReadAsync(requestStream, context))
        {
            count++;
            requestStream.Current.Payload.WriteTo(all);
        }

        return new EchoMessage { Count = count, Payload = UnsafeByteOperations.UnsafeWrap(all.ToArray()) };
    }

    public override async Task Expand(EchoMessage request, IServerStreamWriter<EchoMessage> responseStream, ServerCallContext context)
    {
        await BeginAsync(context);
        for (var i = 0; i < request.Count; i++)
        {
            await responseStream.WriteAsync(new EchoMessage { Count = i, Payload = request.Payload }, context.CancellationToken);
        }

        await WaitAsync(request, context);
        Answer(request);
    }

    public override async Task Chat(IAsyncStreamReader<EchoMessage> requestStream, IServerStreamWriter<EchoMessage> responseStream, ServerCallContext context)
    {
        await BeginAsync(context);
        while (await ReadAsync(requestStream, context))
        {
            await responseStream.WriteAsync(Answer(requestStream.Current), context.CancellationToken);
        }
    }

    static EchoMessage Answer(EchoMessage request) =>
        request.Status == 0 ? request : throw new RpcException(new Status((StatusCode)request.Status, request.Text));

    async Task BeginAsync(ServerCallContext context)
    {
        log.Began(context);
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("echo-", StringComparison.Ordinal)))
        {
            context.ResponseTrailers.Add(entry);
        }

        var head = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(entry => entry.IsBinary && entry.Key.StartsWith("echo-", StringComparison.Ordinal)))
        {
            head.Add(entry);
        }

        if (head.Count > 0)
        {
            await context.WriteResponseHeadersAsync(head);
        }
    }

    async Task WaitAsync(EchoMessage request, ServerCallContext context)
    {
        try
        {
            await Task.Delay(request.DelayMs, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            log.Cancelled(context);
            throw;
        }
    }

    /// <summary>A client that goes away is told of by an exception.</summary>
    async Task<bool> ReadAsync(IAsyncStreamReader<EchoMessage> stream, ServerCallContext context)
    {
        try
        {
            return await stream.MoveNext(context.CancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            log.Cancelled(context);
            throw;
        }
    }
}
