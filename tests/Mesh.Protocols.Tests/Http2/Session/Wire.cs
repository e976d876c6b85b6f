using System.Buffers.Binary;
using System.Text;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Frames;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>Frames made by hand, right and wrong ones. Fields are literals without indexing, so that no state is needed.</summary>
static class Wire
{
    public static readonly byte[] ClientPreface = Http2Preface.Bytes.ToArray();

    public static readonly byte[] EmptySettings = Frame(Http2FrameType.Settings, Http2FrameFlags.None, 0);

    public static readonly byte[] SettingsAck = Frame(Http2FrameType.Settings, Http2FrameFlags.Ack, 0);

    public static readonly byte[] Get = Fields((":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"));

    public static readonly byte[] Post = Fields((":method", "POST"), (":scheme", "http"), (":authority", "a"), (":path", "/"));

    public static readonly byte[] Ok = Fields((":status", "200"));

    public static byte[] PostOf(long length) =>
        [.. Post, .. Fields(("content-length", length.ToString(System.Globalization.CultureInfo.InvariantCulture)))];

    public static byte[] Fields(params (string Name, string Value)[] fields) => [.. fields.SelectMany(f => Field(f.Name, f.Value))];

    public static byte[] Headers(int id, byte[] block, bool end = false, bool open = false) =>
        Frame(Http2FrameType.Headers, (end ? Http2FrameFlags.EndStream : 0) | (open ? 0 : Http2FrameFlags.EndHeaders), id, block);

    public static byte[] Continuation(int id, byte[] block, bool open = false) =>
        Frame(Http2FrameType.Continuation, open ? 0 : Http2FrameFlags.EndHeaders, id, block);

    public static byte[] Data(int id, byte[] content, bool end = false) =>
        Frame(Http2FrameType.Data, end ? Http2FrameFlags.EndStream : 0, id, content);

    public static byte[] Data(int id, string content, bool end = false) => Data(id, Encoding.Latin1.GetBytes(content), end);

    public static byte[] Padded(int id, byte[] content, int padding, bool end = false) => Frame(
        Http2FrameType.Data, Http2FrameFlags.Padded | (end ? Http2FrameFlags.EndStream : 0), id, [(byte)padding, .. content, .. new byte[padding]]);

    public static byte[] Reset(int id, Http2ErrorCode code = Http2ErrorCode.Cancel) =>
        Frame(Http2FrameType.RstStream, 0, id, Four((uint)code));

    public static byte[] WindowUpdate(int id, uint increment) => Frame(Http2FrameType.WindowUpdate, 0, id, Four(increment));

    public static byte[] Ping(bool ack = false, ulong opaque = 1)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, opaque);
        return Frame(Http2FrameType.Ping, ack ? Http2FrameFlags.Ack : 0, 0, bytes);
    }

    public static byte[] GoAway(int lastStreamId, Http2ErrorCode code = Http2ErrorCode.NoError) =>
        Frame(Http2FrameType.GoAway, 0, 0, [.. Four((uint)lastStreamId), .. Four((uint)code)]);

    public static byte[] Priority(int id, int dependsOn = 0) => Frame(Http2FrameType.Priority, 0, id, [.. Four((uint)dependsOn), 16]);

    public static byte[] Settings(params (int Id, uint Value)[] settings) =>
        Frame(Http2FrameType.Settings, 0, 0, [.. settings.SelectMany(s => (byte[])[0, (byte)s.Id, .. Four(s.Value)])]);

    public static byte[] Frame(Http2FrameType type, Http2FrameFlags flags, int id, params byte[] payload)
    {
        var header = new byte[Http2FrameHeader.Size];
        new Http2FrameHeader(payload.Length, type, flags, id).Write(header);
        return [.. header, .. payload];
    }

    public static byte[] Four(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    static byte[] Field(string name, string value) => [0, .. Text(name), .. Text(value)];

    static byte[] Text(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        return bytes.Length < 127
            ? [(byte)bytes.Length, .. bytes]
            : [127, (byte)(((bytes.Length - 127) & 127) | 128), (byte)(((bytes.Length - 127) >> 7) & 127), .. bytes];
    }
}
