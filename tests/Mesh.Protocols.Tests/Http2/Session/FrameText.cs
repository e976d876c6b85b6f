using System.Buffers.Binary;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Frames;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>Frames as lines of text, so that a test reads like the exchange it is about.</summary>
static class FrameText
{
    public static string Of(byte[] bytes) => string.Join('\n', Frames(bytes).Select(f => Of(f.Header, f.Payload)));

    public static IEnumerable<(Http2FrameHeader Header, byte[] Payload)> Frames(byte[] bytes)
    {
        var at = bytes.AsSpan().StartsWith(Http2Preface.Bytes) ? Http2Preface.Bytes.Length : 0;
        while (at < bytes.Length)
        {
            var header = Http2FrameHeader.Read(bytes.AsSpan(at));
            yield return (header, bytes[(at + Http2FrameHeader.Size)..(at + Http2FrameHeader.Size + header.Length)]);
            at += Http2FrameHeader.Size + header.Length;
        }
    }

    static string Of(Http2FrameHeader header, byte[] payload) => header.Type switch
    {
        Http2FrameType.RstStream => $"RST_STREAM {header.StreamId} {Code(payload)}",
        Http2FrameType.GoAway => $"GOAWAY {BinaryPrimitives.ReadInt32BigEndian(payload)} {Code(payload.AsSpan(4))}",
        Http2FrameType.WindowUpdate => $"WINDOW_UPDATE {header.StreamId} {BinaryPrimitives.ReadInt32BigEndian(payload)}",
        Http2FrameType.Settings => header.Ack ? "SETTINGS ack" : $"SETTINGS {payload.Length / 6}",
        Http2FrameType.Ping => $"PING{(header.Ack ? " ack" : "")} {BinaryPrimitives.ReadUInt64BigEndian(payload):x}",
        Http2FrameType.Data => $"DATA {header.StreamId} {payload.Length}{(header.EndStream ? " end" : "")}",
        Http2FrameType.Headers => $"HEADERS {header.StreamId}{(header.EndHeaders ? "" : " open")}{(header.EndStream ? " end" : "")}",
        _ => $"{header.Type.ToString().ToUpperInvariant()} {header.StreamId}",
    };

    static Http2ErrorCode Code(ReadOnlySpan<byte> bytes) => (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
