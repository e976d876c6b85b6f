namespace Mesh.Protocols.Http2.Hpack;

/// <summary>Reads field blocks of one connection, in order (RFC 7541). No exception for any input.</summary>
public sealed class HpackDecoder
{
    /// <param name="maxTableSize">Our SETTINGS_HEADER_TABLE_SIZE.</param>
    public HpackDecoder(int maxTableSize)
    {
        _ = maxTableSize;
    }

    /// <summary>To be called when the peer has acknowledged this SETTINGS_HEADER_TABLE_SIZE of ours.</summary>
    public void SetMaxTableSize(int localSetting)
    {
        _ = localSetting;
    }

    /// <summary>Decodes one whole field block (HEADERS and its CONTINUATIONs joined).</summary>
    internal HpackStatus Decode<TSink>(ReadOnlySpan<byte> block, ref TSink sink)
        where TSink : struct, IHpackSink, allows ref struct => block.IsEmpty ? HpackStatus.Ok : HpackStatus.Truncated;
}
