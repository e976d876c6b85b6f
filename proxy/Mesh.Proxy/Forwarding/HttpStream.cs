using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>One side of an exchange, whatever version it speaks: an HTTP/1 connection for as long as it carries the exchange, or an HTTP/2 stream.</summary>
abstract class HttpStream
{
    /// <summary>
    /// Where bodies come from and go to. HTTP/1: the connection itself, bodies with their framing. HTTP/2: the stream's content alone, which ends with FIN.
    /// </summary>
    public abstract TransportConnection Body { get; }

    /// <summary>HTTP/2: the body has no framing of its own.</summary>
    public abstract bool IsMultiplexed { get; }

    /// <summary>HTTP/2: nothing of the body will come besides what has been read of it.</summary>
    public virtual bool HasAllInput => false;

    /// <summary>HTTP/2: the trailer section that ended the body, lines with their CRLF; empty for none.</summary>
    public virtual ReadOnlyMemory<byte> Trailers => default;

    /// <summary>HTTP/2: something in that trailer section came never-indexed (RFC 7541 section 7.1.3).</summary>
    public virtual bool HasSensitiveTrailers => false;

    /// <summary>HTTP/2: what is written is all; the next flush ends the stream with it, after the trailer section if there is one (lines with their CRLF).</summary>
    /// <param name="trailers">Lines, or empty.</param>
    /// <param name="isSensitive">None of them may be kept in a table.</param>
    public virtual void End(ReadOnlyMemory<byte> trailers, bool isSensitive = false)
    {
    }
}
