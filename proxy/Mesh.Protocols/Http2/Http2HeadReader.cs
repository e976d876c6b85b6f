using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>
/// Turns field blocks into heads in the one form that the proxy knows: the bytes of an HTTP/1.1 head and their index. Strict after RFC 9113
/// sections 8.1 to 8.3 and 10.3, and never laxer than the HTTP/1 parsers: what is accepted here means the same to an HTTP/1.1 server.
/// </summary>
public sealed class Http2HeadReader(Http2Limits limits)
{
    readonly Http2Limits limits = limits;

    /// <summary>
    /// The head that was read last, until the next read. A request or response as in HTTP/1.1 with the empty line at its end; trailers as
    /// lines without one.
    /// </summary>
    public ReadOnlySpan<byte> Bytes => default;

    /// <summary>Why the last read was refused; None after Ok.</summary>
    public Http2Malformed Malformed { get; private set; }

    /// <summary>Reads a request's field section.</summary>
    /// <param name="decoder">The connection's.</param>
    /// <param name="block">HEADERS and its CONTINUATIONs joined, without padding and priority.</param>
    /// <param name="endStream">HEADERS had END_STREAM: there is no body.</param>
    /// <param name="head">Filled, whole only after Ok; made with the same <see cref="Http1Limits"/>.</param>
    public Http2HeadStatus ReadRequest(HpackDecoder decoder, ReadOnlySpan<byte> block, bool endStream, Http1Head head) => Read(head);

    /// <summary>Reads a response's field section; 1xx are heads of their own.</summary>
    /// <param name="toHeadRequest">It answers HEAD: its content-length announces nothing.</param>
    public Http2HeadStatus ReadResponse(
        HpackDecoder decoder, ReadOnlySpan<byte> block, bool endStream, bool toHeadRequest, Http1Head head) => Read(head);

    /// <summary>Reads a trailer section.</summary>
    public Http2HeadStatus ReadTrailers(HpackDecoder decoder, ReadOnlySpan<byte> block, Http1Head head) => Read(head);

    Http2HeadStatus Read(Http1Head head)
    {
        head.Reset();
        Malformed = limits.AllowsExtendedConnect ? Http2Malformed.None : Malformed;
        return Http2HeadStatus.Malformed;
    }
}
