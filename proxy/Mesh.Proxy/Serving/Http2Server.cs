using System.Runtime.CompilerServices;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Http2;
using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>A downstream HTTP/2 connection: each request is a stream, served as soon as its head is there.</summary>
sealed class Http2Server(Worker worker, Downstream downstream)
    : Http2Connection(worker, downstream.Connection, Http2Role.Server, worker.Options.Http2)
{
    public Downstream Downstream { get; } = downstream;

    protected override TimeSpan IdleTimeout => Worker.Options.IdleTimeout;

    /// <summary>Serves until the connection ends.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        try
        {
            await CarryAsync();
        }
        catch
        {
            // Its exchanges end with it.
            Terminate(Http2ErrorCode.InternalError, "internal_error");
            throw;
        }
    }

    protected override Http2Stream? RentStream(int streamId)
    {
        if (Worker.IsDraining && Downstream.Arrival.Direction != Direction.Outbound)
        {
            // It came, or spoke its first, while the drain was under way (11.4).
            BeginDrain();
        }

        var stream = Worker.ServerStreams.Rent();
        stream.Begin(this);
        return stream.Link;
    }
}
