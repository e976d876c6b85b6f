using System.Buffers.Binary;
using System.Text;
using Mesh.Protocols.Http2;

namespace Mesh.Proxy.Tests.Http2.Harness;

/// <summary>Frames by hand, for peers that misbehave. Fields are literals without indexing, so that no state is needed.</summary>
static class Frames
{
    const byte EndStream = 1;
    const byte Ack = 1;
    const byte EndHeaders = 4;
    const byte HasPadding = 8;

    public static byte[] Preface => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8];

    public static byte[] Headers(int id, byte[] block, bool end = false, bool open = false) =>
        Frame(1, (byte)((end ? EndStream : 0) | (open ? 0 : EndHeaders)), id, block);

    public static byte[] Continuation(int id, byte[] block, bool open = false) => Frame(9, open ? (byte)0 : EndHeaders, id, block);

    public static byte[] Data(int id, byte[] content, bool end = false) => Frame(0, end ? EndStream : (byte)0, id, content);

    public static byte[] Padded(int id, byte[] content, byte padding) => Frame(0, HasPadding, id, [padding, .. content, .. new byte[padding]]);

    public static byte[] Priority(int id, int dependsOn) => Frame(2, 0, id, [.. Four((uint)dependsOn), 16]);

    public static byte[] Reset(int id, Http2ErrorCode code = Http2ErrorCode.Cancel) => Frame(3, 0, id, Four((uint)code));

    public static byte[] Settings(params (int Id, uint Value)[] settings) =>
        Frame(4, 0, 0, [.. settings.SelectMany(s => (byte[])[0, (byte)s.Id, .. Four(s.Value)])]);

    public static byte[] SettingsAck => Frame(4, Ack, 0);

    public static byte[] Ping(byte opaque = 1, bool ack = false) => Frame(6, ack ? Ack : (byte)0, 0, 0, 0, 0, 0, 0, 0, 0, opaque);

    /// <summary>The answer to the last PING heard.</summary>
    public static byte[] PingAckOf(string heard)
    {
        var bytes = Encoding.Latin1.GetBytes(heard);
        var opaque = Array.Empty<byte>();
        for (var at = 0; at + 9 <= bytes.Length; at += 9 + LengthAt(bytes, at))
        {
            opaque = bytes[at + 3] == 6 ? bytes[(at + 9)..(at + 17)] : opaque;
        }

        return Frame(6, Ack, 0, opaque);
    }

    public static byte[] GoAway(int last, Http2ErrorCode code = Http2ErrorCode.NoError) => Frame(7, 0, 0, [.. Four((uint)last), .. Four((uint)code)]);

    public static byte[] WindowUpdate(int id, uint by) => Frame(8, 0, id, Four(by));

    public static byte[] Request(string method = "GET", params (string Name, string Value)[] more) =>
        Fields([(":method", method), (":scheme", "http"), (":authority", "a"), (":path", "/"), .. more]);

    public static byte[] Fields(params (string Name, string Value)[] fields) => [.. fields.SelectMany(f => (byte[])[0, .. Text(f.Name), .. Text(f.Value)])];

    public static byte[] Frame(byte type, byte flags, int id, params byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. Four((uint)id), .. payload];

    /// <summary>What was heard, a line for each frame. As Latin-1.</summary>
    public static string[] Describe(string heard)
    {
        var bytes = Encoding.Latin1.GetBytes(heard);
        var lines = new List<string>();
        for (var at = bytes.AsSpan().StartsWith(Preface) ? Preface.Length : 0; at + 9 <= bytes.Length;)
        {
            var length = LengthAt(bytes, at);
            var id = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 5));
            lines.Add(Describe(bytes[at + 3], bytes[at + 4], id, bytes.AsSpan(at + 9, length)));
            at += 9 + length;
        }

        return [.. lines];
    }

    static int LengthAt(byte[] bytes, int at) => (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];

    static string Describe(byte type, byte flags, int id, ReadOnlySpan<byte> payload) => type switch
    {
        0 => $"DATA {id} {payload.Length}{((flags & EndStream) != 0 ? " end" : "")}",
        1 => $"HEADERS {id}{((flags & EndStream) != 0 ? " end" : "")}",
        3 => $"RST_STREAM {id} {(Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload)}",
        4 => (flags & Ack) != 0 ? "SETTINGS ack" : "SETTINGS",
        6 => (flags & Ack) != 0 ? "PING ack" : "PING",
        7 => $"GOAWAY {BinaryPrimitives.ReadInt32BigEndian(payload)} {(Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload[4..])}",
        8 => $"WINDOW_UPDATE {id}",
        _ => $"type {type} on {id}",
    };

    static byte[] Four(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    static byte[] Text(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        return bytes.Length < 127
            ? [(byte)bytes.Length, .. bytes]
            : [127, (byte)(((bytes.Length - 127) & 127) | 128), (byte)(((bytes.Length - 127) >> 7) & 127), .. bytes];
    }
}
