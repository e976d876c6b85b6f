using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Upstream;

/// <summary>Says a 2xx to an extended CONNECT (RFC 8441 section 5) as the 101 that it is in HTTP/1.1.</summary>
static class SwitchedHead
{
    static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    static ReadOnlySpan<byte> KeyName => "sec-websocket-key"u8;

    /// <param name="output">Where to.</param>
    /// <param name="exchange">With the client's key, if it sent one.</param>
    /// <param name="bytes">The 2xx.</param>
    /// <param name="head">Its index.</param>
    public static void Write(IBufferWriter<byte> output, Exchange exchange, ReadOnlySpan<byte> bytes, Http1Head head)
    {
        var writer = new Http1Writer(output);
        writer.Write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"u8);
        WriteAccept(ref writer, exchange);
        foreach (ref readonly var field in head.Fields)
        {
            // A tunnel has no length (RFC 9110 section 9.3.6).
            if (field.Known is not (Http1KnownField.ContentLength or Http1KnownField.Upgrade))
            {
                writer.Write(bytes[field.Line.Start..field.Line.End]);
            }
        }

        writer.WriteCrLf();
        writer.Commit();
    }

    /// <summary>RFC 6455 section 4.2.2: over HTTP/2 nobody says it, and an HTTP/1.1 client demands it.</summary>
    static void WriteAccept(ref Http1Writer writer, Exchange exchange)
    {
        var bytes = exchange.RequestBytes.Span;
        foreach (ref readonly var field in exchange.Request.Fields)
        {
            if (Http1Grammar.EqualsIgnoreCase(field.Name.Of(bytes), KeyName))
            {
                WriteAccept(ref writer, field.Value.Of(bytes));
                return;
            }
        }
    }

    static void WriteAccept(ref Http1Writer writer, ReadOnlySpan<byte> key)
    {
        if (key.Length > 64)
        {
            // 24 are right; what is none at all is for the client to find wanting.
            return;
        }

        Span<byte> text = stackalloc byte[64 + 36];
        key.CopyTo(text);
        Guid.CopyTo(text[key.Length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(text[..(key.Length + Guid.Length)], hash);
        Span<byte> accept = stackalloc byte[28];
        Base64.EncodeToUtf8(hash, accept, out _, out _);
        writer.WriteField("sec-websocket-accept"u8, accept);
    }
}
