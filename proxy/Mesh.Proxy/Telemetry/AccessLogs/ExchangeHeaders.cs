using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>
/// What %REQ(X)% and %RESP(X)% mean: headers as they were after filters, Envoy's pseudo headers, and what a rewrite left in x-envoy-original-path.
/// Names are lower case. An empty value is an absent one.
/// </summary>
static class ExchangeHeaders
{
    public static ReadOnlySpan<byte> Request(Exchange exchange, ReadOnlySpan<byte> name)
    {
        var bytes = HeadBytes(exchange.Request, exchange.RequestBytes);
        if (bytes.IsEmpty)
        {
            return default;
        }

        if (name[0] == (byte)':')
        {
            return Pseudo(exchange, bytes, name);
        }

        if (name.SequenceEqual("x-envoy-original-path"u8) && exchange.RewrittenPath.Length > 0)
        {
            return exchange.PathAndQuery.Span;
        }

        // One that the proxy made is not among the client's bytes.
        return name.SequenceEqual("x-request-id"u8) && exchange.RequestId.Length > 0
            ? exchange.RequestId.Span
            : Field(exchange.Request, bytes, exchange.RequestEdits, name);
    }

    public static ReadOnlySpan<byte> Response(Exchange exchange, ReadOnlySpan<byte> name) =>
        Field(exchange.Response, HeadBytes(exchange.Response, exchange.ResponseBytes), exchange.ResponseEdits, name);

    /// <summary>The request's authority: what goes upstream where a rewrite says so.</summary>
    public static ReadOnlySpan<byte> Authority(Exchange exchange)
    {
        var bytes = HeadBytes(exchange.Request, exchange.RequestBytes);
        return exchange.RewrittenAuthority.Length > 0 || bytes.IsEmpty
            ? exchange.RewrittenAuthority.Span
            : exchange.Request.Authority.Of(bytes);
    }

    /// <summary>The bytes an index belongs to; empty if no head was parsed.</summary>
    static ReadOnlySpan<byte> HeadBytes(Http1Head head, ReadOnlyMemory<byte> bytes) =>
        head.Length > 0 && bytes.Length >= head.Length ? bytes.Span : default;

    static ReadOnlySpan<byte> Pseudo(Exchange exchange, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual(":method"u8) => exchange.Request.MethodRange.Of(bytes),
        _ when name.SequenceEqual(":path"u8) => Path(exchange, bytes),
        _ when name.SequenceEqual(":authority"u8) => Authority(exchange),
        _ when name.SequenceEqual(":scheme"u8) => "http"u8,
        _ => default,
    };

    static ReadOnlySpan<byte> Path(Exchange exchange, ReadOnlySpan<byte> bytes)
    {
        if (exchange.RewrittenPath.Length > 0)
        {
            return exchange.RewrittenPath.Span;
        }

        var path = exchange.PathAndQuery.Span;
        return path.IsEmpty && exchange.Request.Method != Http1Method.Connect ? "/"u8 : path;
    }

    static ReadOnlySpan<byte> Field(Http1Head head, ReadOnlySpan<byte> bytes, HeaderEditList edits, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var added in edits.Added)
        {
            if (added.Name.Span.SequenceEqual(name))
            {
                return added.Value.Span;
            }
        }

        if (bytes.IsEmpty)
        {
            return default;
        }

        foreach (ref readonly var field in head.Fields)
        {
            if (Ascii.EqualsIgnoreCase(field.Name.Of(bytes), name) && !(edits.Count > 0 && edits.Drops(bytes, field)))
            {
                return field.Value.Of(bytes);
            }
        }

        return default;
    }
}
