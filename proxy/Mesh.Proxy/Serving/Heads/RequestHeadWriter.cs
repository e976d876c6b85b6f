using System.Buffers;
using System.Buffers.Text;
using System.Net;
using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Config;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Telemetry.Peers;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>Writes a request's head as it goes upstream.</summary>
static class RequestHeadWriter
{
    /// <summary>Fields of this hop (RFC 9110 section 7.6.1), and those the proxy says anew. Transfer-Encoding stays: chunked framing is passed on as it came.</summary>
    static readonly FieldSet Dropped = FieldSet.Of(
        Http1KnownField.Connection, Http1KnownField.KeepAlive, Http1KnownField.ProxyConnection, Http1KnownField.Te, Http1KnownField.Upgrade,
        Http1KnownField.XEnvoyAttemptCount, Http1KnownField.XEnvoyPeerMetadata, Http1KnownField.XEnvoyPeerMetadataId);

    public static void Write(IBufferWriter<byte> output, Exchange exchange, bool isUpgrade)
    {
        var writer = new Http1Writer(output);
        var bytes = exchange.RequestBytes.Span;
        var head = exchange.Request;
        var dropped = isUpgrade ? Dropped.Without(Http1KnownField.Upgrade) : Dropped;
        var from = head.Start;
        if (!exchange.RewrittenPath.IsEmpty || !exchange.NormalizedPath.IsEmpty || head.TargetForm == Http1TargetForm.Absolute)
        {
            WriteRequestLine(ref writer, exchange, bytes);
            from = HeadCopy.FieldsStart(head);
        }

        if (!exchange.RewrittenAuthority.IsEmpty || head.TargetForm == Http1TargetForm.Absolute)
        {
            dropped = dropped.With(Http1KnownField.Host);
            from = StartFields(ref writer, bytes, head, from);
            WriteHost(ref writer, exchange, bytes);
        }

        var trust = ClientTrustRule.Of(exchange);
        dropped = WithoutDistrusted(dropped, exchange.Snapshot.Http, trust);

        if (exchange.WebRequest != GrpcContentKind.None)
        {
            dropped = dropped.With(Http1KnownField.ContentType).With(Http1KnownField.ContentLength);
        }

        var edits = exchange.RequestEdits;
        var seen = HeadCopy.Write(ref writer, bytes, head, from, dropped, edits, trust);
        edits.AppendTo(ref writer);
        WriteForwarding(ref writer, exchange, bytes, seen, trust);
        WriteMetadata(ref writer, exchange.OwnMetadata, edits);
        if (exchange.WebRequest != GrpcContentKind.None)
        {
            GrpcWebHead.WriteRequest(ref writer, exchange);
        }

        // A body that ends with its stream: only a multiplexed client sends one.
        writer.Write(head.BodyKind == Http1BodyKind.UntilClose && !isUpgrade ? "transfer-encoding: chunked\r\n"u8 : default);
        writer.Write(isUpgrade ? "connection: Upgrade\r\n"u8 : default);
        if (isUpgrade && head.IsExtendedConnect)
        {
            WriteWebSocketKey(ref writer, exchange);
        }

        writer.WriteCrLf();
        writer.Commit();
    }

    /// <summary>
    /// RFC 8441 section 5: over HTTP/2 there is none, and an HTTP/1.1 server demands one (RFC 6455 section 4.2.1). It is no secret and need not be random: it
    /// shows that whoever answers speaks WebSocket.
    /// </summary>
    static void WriteWebSocketKey(ref Http1Writer writer, Exchange exchange)
    {
        Span<byte> nonce = stackalloc byte[16];
        var id = exchange.RequestId.Span;
        id[..Math.Min(nonce.Length, id.Length)].CopyTo(nonce);
        Span<byte> key = stackalloc byte[24];
        Base64.EncodeToUtf8(nonce, key, out _, out _);
        writer.WriteField("sec-websocket-key"u8, key);
    }

    /// <summary>What the proxy says itself, and what a gateway does not take over from its client.</summary>
    static FieldSet WithoutDistrusted(FieldSet dropped, HttpPolicy policy, ClientTrust trust)
    {
        if (!policy.WritesAttemptCount)
        {
            dropped = dropped.Without(Http1KnownField.XEnvoyAttemptCount);
        }

        if (trust == ClientTrust.Mesh)
        {
            return dropped;
        }

        dropped = dropped.With(Http1KnownField.XForwardedFor);
        if (policy.TrustedProxies == 0)
        {
            dropped = dropped.With(Http1KnownField.XForwardedProto);
        }

        return trust == ClientTrust.External && policy.WritesRequestId ? dropped.With(Http1KnownField.XRequestId) : dropped;
    }

    static void WriteRequestLine(ref Http1Writer writer, Exchange exchange, ReadOnlySpan<byte> bytes)
    {
        var head = exchange.Request;
        var path = exchange.RewrittenPath.IsEmpty ? exchange.PathAndQuery.Span : exchange.RewrittenPath.Span;
        writer.Write(head.MethodRange.Of(bytes));
        writer.Write(" "u8);
        // RFC 9112 section 3.2.4: OPTIONS with an absolute target without a path is for the server as a whole.
        // Nor is a path without its slash one (RFC 9112 section 3.2.1): "http://a?x" asks for "/?x".
        writer.Write(!path.IsEmpty && path[0] == '?' ? "/"u8 : default);
        writer.Write(!path.IsEmpty ? path : head.Method == Http1Method.Options ? "*"u8 : "/"u8);
        writer.Write(head.MinorVersion == 1 ? " HTTP/1.1\r\n"u8 : " HTTP/1.0\r\n"u8);
    }

    /// <summary>The start line, if it is not written yet, so that Host can stand first.</summary>
    static int StartFields(ref Http1Writer writer, ReadOnlySpan<byte> bytes, Http1Head head, int from)
    {
        var fields = HeadCopy.FieldsStart(head);
        writer.Write(bytes[from..fields]);
        return fields;
    }

    /// <summary>RFC 9112 section 3.2.2: the authority of an absolute target takes the place of whatever Host said.</summary>
    static void WriteHost(ref Http1Writer writer, Exchange exchange, ReadOnlySpan<byte> bytes)
    {
        writer.Write("host: "u8);
        writer.Write(exchange.RewrittenAuthority.IsEmpty ? exchange.Request.Authority.Of(bytes) : exchange.RewrittenAuthority.Span);
        writer.WriteCrLf();
    }

    /// <summary>2.22, 2.24: what Envoy adds under Istio's defaults. Whoever configured an edit of such a field has the last word.</summary>
    static void WriteForwarding(ref Http1Writer writer, Exchange exchange, ReadOnlySpan<byte> bytes, FieldSet seen, ClientTrust trust)
    {
        var edits = exchange.RequestEdits;
        var isGateway = exchange.Direction == Direction.Gateway;
        if (isGateway && !edits.Decides("x-forwarded-for"u8))
        {
            WriteForwardedFor(ref writer, exchange, bytes, seen);
        }

        if (trust == ClientTrust.Internal && !edits.Decides("x-envoy-internal"u8))
        {
            writer.Write("x-envoy-internal: true\r\n"u8);
        }

        if (trust == ClientTrust.External && !edits.Decides("x-envoy-external-address"u8))
        {
            writer.Write("x-envoy-external-address: "u8);
            WriteAddress(ref writer, exchange.ClientAddress ?? exchange.DownstreamAddress);
        }

        var policy = exchange.Snapshot.Http;
        var isSaid = seen.Has(Http1KnownField.XForwardedProto) && !(isGateway && policy.TrustedProxies == 0);
        if (!isSaid && !edits.Decides("x-forwarded-proto"u8))
        {
            writer.Write("x-forwarded-proto: http\r\n"u8);
        }

        if (policy.WritesRequestId && (trust == ClientTrust.External || !seen.Has(Http1KnownField.XRequestId)) && !edits.Decides("x-request-id"u8))
        {
            writer.Write("x-request-id: "u8);
            writer.Write(exchange.RequestId.Span);
            writer.WriteCrLf();
        }

        if (policy.WritesAttemptCount && !edits.Decides("x-envoy-attempt-count"u8))
        {
            WriteAttempts(ref writer, exchange.Attempts);
        }
    }

    static void WriteAttempts(ref Http1Writer writer, int attempts)
    {
        if (attempts == 1)
        {
            writer.Write("x-envoy-attempt-count: 1\r\n"u8);
        }
        else
        {
            writer.WriteField("x-envoy-attempt-count"u8, attempts);
        }
    }

    static void WriteMetadata(ref Http1Writer writer, OwnMetadata? metadata, HeaderEditList edits)
    {
        if (metadata is null)
        {
            return;
        }

        if (!edits.Decides("x-envoy-peer-metadata-id"u8))
        {
            writer.WriteField("x-envoy-peer-metadata-id"u8, metadata.Id.Span);
        }

        if (!edits.Decides("x-envoy-peer-metadata"u8))
        {
            writer.WriteField("x-envoy-peer-metadata"u8, metadata.Value.Span);
        }
    }

    /// <summary>2.22: a gateway appends the peer it sees; a sidecar passes on what came.</summary>
    static void WriteForwardedFor(ref Http1Writer writer, Exchange exchange, ReadOnlySpan<byte> bytes, FieldSet seen)
    {
        writer.Write("x-forwarded-for: "u8);
        if (seen.Has(Http1KnownField.XForwardedFor))
        {
            foreach (ref readonly var field in exchange.Request.Fields)
            {
                if (field.Known == Http1KnownField.XForwardedFor)
                {
                    writer.Write(field.Value.Of(bytes));
                    writer.Write(","u8);
                }
            }
        }

        WriteAddress(ref writer, exchange.DownstreamAddress);
    }

    static void WriteAddress(ref Http1Writer writer, IPAddress address)
    {
        Span<byte> text = stackalloc byte[64];
        address.TryFormat(text, out var length);
        writer.Write(text[..length]);
        writer.WriteCrLf();
    }
}
