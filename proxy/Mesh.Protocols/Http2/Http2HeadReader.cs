using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>
/// Turns field blocks into heads in the one form that the proxy knows: the bytes of an HTTP/1.1 head and their index. Strict after RFC 9113
/// sections 8.1 to 8.3 and 10.3, and never laxer than the HTTP/1 parsers: what is accepted here means the same to an HTTP/1.1 server. It
/// knows no connection, so one serves all of a worker.
/// </summary>
public sealed class Http2HeadReader
{
    readonly Http2Section section;
    readonly Http2RequestSection request;
    readonly Http2ResponseSection response;
    readonly Http2TrailerSection trailers;

    public Http2HeadReader(Http2Limits limits)
    {
        section = new Http2Section(limits);
        request = new Http2RequestSection(section, limits);
        response = new Http2ResponseSection(section, limits);
        trailers = new Http2TrailerSection(section, limits);
    }

    /// <summary>
    /// The head that was read last, until the next read. A request or response as in HTTP/1.1 with the empty line at its end; trailers as
    /// lines without one.
    /// </summary>
    public ReadOnlySpan<byte> Bytes => section.Bytes;

    /// <summary>Why the last read was refused; None after Ok.</summary>
    public Http2Malformed Malformed { get; private set; }

    /// <summary>What was wrong with the last block's coding, if <see cref="Malformed"/> is Compression.</summary>
    public HpackStatus Compression { get; private set; }

    /// <summary>
    /// Reads a request's field section. Without END_STREAM and content-length the body ends with the stream, <see
    /// cref="Http1BodyKind.UntilClose"/>; that of a CONNECT is its tunnel. Content-length: 0 is <see cref="Http1BodyKind.None"/>, though
    /// an empty DATA frame or trailers may follow.
    /// </summary>
    /// <param name="decoder">The connection's.</param>
    /// <param name="block">HEADERS and its CONTINUATIONs joined, without padding and priority.</param>
    /// <param name="endStream">HEADERS had END_STREAM: there is no body.</param>
    /// <param name="head">Filled, whole only after Ok; made with the same <see cref="Http1Limits"/>.</param>
    public Http2HeadStatus ReadRequest(HpackDecoder decoder, ReadOnlySpan<byte> block, bool endStream, Http1Head head)
    {
        request.Begin(head);
        var sink = new Http2RequestSink(request);
        Compression = decoder.Decode(block, ref sink);
        request.End(endStream);
        return Conclude();
    }

    /// <summary>
    /// Reads a response's field section; 1xx are heads of their own. What was said of a request's body holds here; in addition responses
    /// that have none by definition are None with or without END_STREAM.
    /// </summary>
    /// <param name="toHeadRequest">It answers HEAD: its content-length announces nothing.</param>
    public Http2HeadStatus ReadResponse(
        HpackDecoder decoder, ReadOnlySpan<byte> block, bool endStream, bool toHeadRequest, Http1Head head)
    {
        response.Begin(head);
        var sink = new Http2ResponseSink(response);
        Compression = decoder.Decode(block, ref sink);
        response.End(endStream, toHeadRequest);
        return Conclude();
    }

    /// <summary>Reads a trailer section.</summary>
    public Http2HeadStatus ReadTrailers(HpackDecoder decoder, ReadOnlySpan<byte> block, Http1Head head)
    {
        trailers.Begin(head);
        var sink = new Http2TrailerSink(trailers);
        Compression = decoder.Decode(block, ref sink);
        trailers.End();
        return Conclude();
    }

    /// <summary>A block that cannot be decoded ends the connection, whatever its fields were.</summary>
    Http2HeadStatus Conclude()
    {
        Malformed = Compression == HpackStatus.Ok ? section.Refusal : Http2Malformed.Compression;
        return Http2Malformations.ScopeOf(Malformed);
    }
}
