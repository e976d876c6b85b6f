using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;

namespace Mesh.Proxy.Http2;

/// <summary>
/// Says in HTTP/2 what stands in a head's HTTP/1 form. That form is what the proxy edits, so it is written in one place for both versions; here it is read
/// once more, line by line, and what belongs to HTTP/1 connections alone stays behind (RFC 9113 section 8.2.2), with it what proves an HTTP/1 upgrade to WebSocket (RFC 8441 section 5).
/// </summary>
static class FieldLines
{
    static ReadOnlySpan<byte> CrLf => "\r\n"u8;

    /// <param name="fields">Begun, for a new stream.</param>
    /// <param name="head">With its empty line.</param>
    /// <param name="isHttps">:scheme.</param>
    /// <param name="protocol">:protocol of an extended CONNECT (RFC 8441), or empty.</param>
    /// <param name="neverIndexed">Of the head as it came.</param>
    public static void WriteRequest(ref Http2FieldWriter fields, ReadOnlySpan<byte> head, bool isHttps, ReadOnlySpan<byte> protocol, NeverIndexedFields neverIndexed)
    {
        var line = TakeLine(ref head);
        var methodEnd = line.IndexOf((byte)' ');
        var targetEnd = line.LastIndexOf((byte)' ');
        fields.Write(":method"u8, protocol.IsEmpty ? line[..methodEnd] : "CONNECT"u8);
        if (!protocol.IsEmpty)
        {
            fields.Write(":protocol"u8, protocol);
        }

        fields.Write(":scheme"u8, isHttps ? "https"u8 : "http"u8);
        if (FindHost(head) is { IsEmpty: false } host)
        {
            fields.Write(":authority"u8, host);
        }

        fields.Write(":path"u8, line[(methodEnd + 1)..targetEnd]);
        WriteFields(ref fields, head, neverIndexed);
    }

    /// <param name="fields">Begun.</param>
    /// <param name="head">With its empty line, or what follows it: that is left.</param>
    /// <param name="status">In place of the head's own; empty: that.</param>
    /// <param name="neverIndexed">Of the head as it came.</param>
    /// <returns>What stands behind the head.</returns>
    public static ReadOnlySpan<byte> WriteResponse(
        ref Http2FieldWriter fields, ReadOnlySpan<byte> head, ReadOnlySpan<byte> status = default, NeverIndexedFields neverIndexed = default)
    {
        var line = TakeLine(ref head);
        fields.Write(":status"u8, status.IsEmpty ? line.Slice("HTTP/1.1 ".Length, 3) : status);
        return WriteFields(ref fields, head, neverIndexed);
    }

    /// <summary>Lines without an empty one.</summary>
    /// <param name="isSensitive">Into no table with any of them.</param>
    public static void WriteTrailers(ref Http2FieldWriter fields, ReadOnlySpan<byte> lines, bool isSensitive) =>
        WriteFields(ref fields, lines, isSensitive ? NeverIndexedFields.All : default);

    /// <summary>Lines up to an empty one or the end; returns what is behind it.</summary>
    static ReadOnlySpan<byte> WriteFields(ref Http2FieldWriter fields, ReadOnlySpan<byte> lines, NeverIndexedFields neverIndexed)
    {
        while (!lines.IsEmpty)
        {
            var line = TakeLine(ref lines);
            if (line.IsEmpty)
            {
                break;
            }

            var colon = line.IndexOf((byte)':');
            var name = line[..colon];
            if (!EndsHere(name))
            {
                var value = line[(colon + 1)..].Trim(" \t"u8);
                fields.Write(name, value, neverIndexed.Has(name, value));
            }
        }

        return lines;
    }

    /// <summary>The value of Host; null-length where there is none.</summary>
    static ReadOnlySpan<byte> FindHost(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var line = TakeLine(ref lines);
            if (line.Length > 5 && line[4] == ':' && Http1Grammar.EqualsIgnoreCase(line[..4], "host"u8))
            {
                return line[5..].Trim(" \t"u8);
            }
        }

        return default;
    }

    static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> lines)
    {
        var end = lines.IndexOf(CrLf);
        var line = lines[..end];
        lines = lines[(end + 2)..];
        return line;
    }

    /// <summary>By length first: most names are none of these.</summary>
    static bool EndsHere(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => Http1Grammar.EqualsIgnoreCase(name, "te"u8),
        4 => Http1Grammar.EqualsIgnoreCase(name, "host"u8),
        7 => Http1Grammar.EqualsIgnoreCase(name, "upgrade"u8),
        10 => Http1Grammar.EqualsIgnoreCase(name, "connection"u8) || Http1Grammar.EqualsIgnoreCase(name, "keep-alive"u8),
        14 => Http1Grammar.EqualsIgnoreCase(name, "http2-settings"u8),
        16 => Http1Grammar.EqualsIgnoreCase(name, "proxy-connection"u8),
        17 => Http1Grammar.EqualsIgnoreCase(name, "transfer-encoding"u8) || Http1Grammar.EqualsIgnoreCase(name, "sec-websocket-key"u8),
        20 => Http1Grammar.EqualsIgnoreCase(name, "sec-websocket-accept"u8),
        _ => false,
    };
}
