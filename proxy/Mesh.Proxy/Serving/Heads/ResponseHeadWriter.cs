using System.Buffers;
using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Filters;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>Writes an upstream's response head as it goes to the client. Whoever configured an edit of a field has the last word over what the proxy says under it.</summary>
static class ResponseHeadWriter
{
    static readonly FieldSet HopByHop = FieldSet.Of(
        Http1KnownField.Connection, Http1KnownField.KeepAlive, Http1KnownField.ProxyConnection, Http1KnownField.Upgrade,
        Http1KnownField.XEnvoyPeerMetadata, Http1KnownField.XEnvoyPeerMetadataId);

    static readonly FieldSet Dropped = HopByHop.With(Http1KnownField.Server).With(Http1KnownField.XEnvoyUpstreamServiceTime);

    static readonly HeaderEditList NoEdits = new();

    /// <param name="output">The client's.</param>
    /// <param name="exchange">With its response.</param>
    /// <param name="serviceTime">Milliseconds from the request's sending to the first byte of this.</param>
    /// <param name="date">The whole line, for an upstream that has no clock (RFC 9110 section 6.6.1).</param>
    /// <param name="isChunked">The body came in a stream of its own and goes in chunks.</param>
    /// <param name="close">The client's connection ends with this response.</param>
    public static void Write(IBufferWriter<byte> output, Exchange exchange, long serviceTime, ReadOnlySpan<byte> date, bool isChunked, bool close)
    {
        var writer = new Http1Writer(output);
        var bytes = exchange.ResponseBytes.Span;
        var head = exchange.Response;
        var isSwitch = head.BodyKind == Http1BodyKind.Tunnel;
        var from = StartLine(ref writer, bytes, head);
        var dropped = isSwitch ? Dropped.Without(Http1KnownField.Upgrade) : Dropped;
        var policy = exchange.Snapshot.Http;
        if (!policy.WritesServer)
        {
            dropped = dropped.Without(Http1KnownField.Server);
        }

        if (!policy.WritesEnvoyDebug)
        {
            dropped = dropped.Without(Http1KnownField.XEnvoyUpstreamServiceTime);
        }

        if (exchange.WebResponse != GrpcContentKind.None)
        {
            dropped = dropped.With(Http1KnownField.ContentType).With(Http1KnownField.ContentLength);
        }

        var edits = exchange.ResponseEdits;
        var seen = HeadCopy.Write(ref writer, bytes, head, from, dropped, edits);
        edits.AppendTo(ref writer);
        if (!seen.Has(Http1KnownField.Date) && !edits.Decides("date"u8))
        {
            writer.Write(date);
        }

        if (policy.WritesEnvoyDebug && !edits.Decides("x-envoy-upstream-service-time"u8))
        {
            writer.WriteField("x-envoy-upstream-service-time"u8, serviceTime);
        }

        if (policy.WritesServer && !edits.Decides("server"u8))
        {
            writer.Write(policy.ServerLine(exchange.Direction));
        }

        if (exchange.WebResponse != GrpcContentKind.None)
        {
            GrpcWebHead.WriteResponse(ref writer, exchange);
        }

        if (NeedsLength(exchange, seen))
        {
            writer.Write("content-length: 0\r\n"u8);
        }

        writer.Write(isChunked ? "transfer-encoding: chunked\r\n"u8 : default);
        writer.Write(isSwitch ? "connection: Upgrade\r\n"u8 : close ? "connection: close\r\n"u8 : default);
        writer.WriteCrLf();
        writer.Commit();
    }

    /// <summary>An interim response: its lines, and nothing of ours.</summary>
    public static void WriteInterim(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes, Http1Head head)
    {
        var writer = new Http1Writer(output);
        var from = StartLine(ref writer, bytes, head);
        HeadCopy.Write(ref writer, bytes, head, from, HopByHop, NoEdits);
        writer.WriteCrLf();
        writer.Commit();
    }

    /// <summary>An HTTP/2 upstream says by END_STREAM that there is no body; an HTTP/1 client has to be told.</summary>
    static bool NeedsLength(Exchange exchange, FieldSet seen) =>
        exchange.Response is { BodyKind: Http1BodyKind.None, StatusCode: not (204 or 304) } && !exchange.IsHttp2
        && exchange.Request.Method != Http1Method.Head
        && (!seen.Has(Http1KnownField.ContentLength) || exchange.WebResponse != GrpcContentKind.None);

    /// <summary>The version is this hop's own: an HTTP/1.0 upstream's status line is written anew. Returns where copying begins.</summary>
    static int StartLine(ref Http1Writer writer, ReadOnlySpan<byte> bytes, Http1Head head)
    {
        if (head.MinorVersion == 1)
        {
            return head.Start;
        }

        var fields = HeadCopy.FieldsStart(head);
        var line = bytes[head.Start..fields];
        writer.Write("HTTP/1.1"u8);
        writer.Write(line["HTTP/1.0".Length..]);
        return fields;
    }
}
