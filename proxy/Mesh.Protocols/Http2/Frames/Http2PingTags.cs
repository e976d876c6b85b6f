namespace Mesh.Protocols.Http2.Frames;

static class Http2PingTags
{
    public static ulong With(this Http2PingTag tag, uint token) => ((ulong)tag << 32) | token;

    public static (Http2PingTag Tag, uint Token) Split(ulong opaque) => ((Http2PingTag)(opaque >> 32), (uint)opaque);
}
