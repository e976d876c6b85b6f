using Mesh.Protocols.Http1;
using Mesh.Proxy.Forwarding;

namespace Mesh.Proxy.Serving;

/// <summary>The client's side of an exchange: its version's way to say a response.</summary>
abstract class ClientStream : HttpStream
{
    public abstract Downstream Downstream { get; }

    /// <summary>The exchange's, while there is one.</summary>
    public abstract Deadline Deadline { get; }

    /// <summary>Nobody waits for a response any more.</summary>
    public abstract bool IsGone { get; }

    /// <summary>An interim response's head: written at once, sent with the next flush.</summary>
    public abstract void WriteInterim(ReadOnlySpan<byte> bytes, Http1Head head);

    /// <summary>The exchange's response head with its edits.</summary>
    /// <param name="exchange">With its response.</param>
    /// <param name="serviceTime">Milliseconds the upstream took to its first byte.</param>
    /// <param name="isChunked">The body, which ended with its stream, is sent in chunks.</param>
    /// <param name="close">HTTP/1: the connection ends with this response.</param>
    public abstract void WriteHead(Exchange exchange, long serviceTime, bool isChunked, bool close);

    /// <summary>An answer of the proxy's own, whole.</summary>
    public abstract void WriteLocal(Exchange exchange, LocalResponse response, bool close);

    /// <summary>The head was taken whole and the connection is to be told of its end from now on.</summary>
    public virtual void BecomeTunnel()
    {
    }
}
