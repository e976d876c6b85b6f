using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Detection;

/// <summary>
/// Tells from a connection's first bytes, which stay unread, what it speaks. An HTTP/1 request is recognised by its whole request line: a
/// method alone would make HTTP of "GET key" of other text protocols. Where bytes could be either, it says HTTP, never opaque: what is
/// taken for opaque passes by every HTTP policy, so a client must not be able to look opaque to the proxy and like HTTP to the server.
/// </summary>
public static class ProtocolSniffer
{
    /// <summary>So much of a request line is looked at; if it can still be one by then, it is HTTP.</summary>
    public const int MaxBytes = 4096;

    const int RecordLengthAt = 3;
    const int ClientHelloType = 5;

    /// <summary>Lenient servers take these for the space between the parts of a request line.</summary>
    static ReadOnlySpan<byte> Blanks => " \t\v\f"u8;

    static ReadOnlySpan<byte> Http2Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public static SniffedProtocol Sniff(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MaxBytes)];
        if (bytes.IsEmpty)
        {
            return SniffedProtocol.NeedMore;
        }

        if (bytes[0] == 0x16)
        {
            return SniffTls(bytes);
        }

        var length = Math.Min(bytes.Length, Http2Preface.Length);
        if (bytes[..length].SequenceEqual(Http2Preface[..length]))
        {
            return length == Http2Preface.Length ? SniffedProtocol.Http2 : SniffedProtocol.NeedMore;
        }

        var sniffed = SniffHttp1(bytes);
        return sniffed == SniffedProtocol.NeedMore && bytes.Length >= MaxBytes ? SniffedProtocol.Http11 : sniffed;
    }

    /// <summary>
    /// Record type handshake, version 3 with any minor one (servers must ignore it, RFC 8446 section 5.1), two bytes of length, handshake type ClientHello (RFC 8446 sections 4 and 5.1). An empty
    /// record is TLS too: some servers pass over it, so it must not make a hello opaque.
    /// </summary>
    static SniffedProtocol SniffTls(ReadOnlySpan<byte> bytes)
    {
        var valid = (bytes.Length < 2 || bytes[1] == 3)
            && (bytes.Length <= ClientHelloType || bytes[ClientHelloType] == 1 || bytes[RecordLengthAt..ClientHelloType] is [0, 0]);
        return !valid ? SniffedProtocol.Opaque
            : bytes.Length <= ClientHelloType ? SniffedProtocol.NeedMore
            : SniffedProtocol.Tls;
    }

    static SniffedProtocol SniffHttp1(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimStart("\r\n"u8);
        if (bytes.IsEmpty)
        {
            return SniffedProtocol.NeedMore;
        }

        // Of any length: servers set their own limits, and this proxy's are for its parser to judge.
        var method = Http1Bytes.IndexOfNonToken(bytes);
        if (method < 0)
        {
            return SniffedProtocol.NeedMore;
        }

        return method > 0 && Blanks.Contains(bytes[method])
            ? SniffTarget(bytes[..method], bytes[method..].TrimStart(Blanks))
            : SniffedProtocol.Opaque;
    }

    /// <summary>
    /// Only the end of the line tells "HELO name" from a request: some servers take targets of any form, as "GET a HTTP/1.1".
    /// </summary>
    static SniffedProtocol SniffTarget(ReadOnlySpan<byte> method, ReadOnlySpan<byte> rest)
    {
        var lineEnd = rest.IndexOfAny((byte)'\r', (byte)'\n');
        return lineEnd < 0 ? SniffedProtocol.NeedMore : SniffVersion(method, rest[..lineEnd]);
    }

    /// <summary>A GET without a version is HTTP/0.9, which some servers still answer.</summary>
    static SniffedProtocol SniffVersion(ReadOnlySpan<byte> method, ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(Blanks);
        var version = line[(line.LastIndexOfAny(Blanks) + 1)..];
        if (version.SequenceEqual("HTTP/1.0"u8))
        {
            return SniffedProtocol.Http10;
        }

        var isHttp = Http1Grammar.EqualsIgnoreCase(version[..Math.Min(version.Length, 5)], "HTTP/"u8) || (version.StartsWith("/"u8) && method.SequenceEqual("GET"u8));
        return isHttp ? SniffedProtocol.Http11 : SniffedProtocol.Opaque;
    }
}
