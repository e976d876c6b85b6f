namespace Mesh.Protocols.Http2.Hpack;

/// <summary>Writes field blocks of one connection, in order (RFC 7541). What was encoded must be sent, or the peer's table is out of step.</summary>
public sealed class HpackEncoder
{
    /// <summary>Most bytes that <see cref="BeginBlock"/> writes.</summary>
    public const int MaxBeginLength = 12;

    /// <summary>To be called with each SETTINGS_HEADER_TABLE_SIZE of the peer; the next block begins with the size updates it asks for.</summary>
    public void SetMaxTableSize(uint peerSetting)
    {
        _ = peerSetting;
    }

    /// <summary>Bytes that must be free for <see cref="Encode"/>; never more than this are written.</summary>
    public static int MaxEncodedLength(int nameLength, int valueLength) => nameLength + valueLength + 16;

    /// <summary>Begins a block with the size updates that are due (RFC 7541 section 4.2).</summary>
    /// <param name="destination">At least <see cref="MaxBeginLength"/>.</param>
    /// <returns>Bytes written.</returns>
    public int BeginBlock(Span<byte> destination)
    {
        return 0;
    }

    /// <summary>Adds one field to the block.</summary>
    /// <param name="lowerName">In lower case.</param>
    /// <param name="neverIndex">It came never-indexed, or is too sensitive for any table (RFC 7541 section 7.1.3).</param>
    /// <param name="destination">At least <see cref="MaxEncodedLength"/>.</param>
    /// <returns>Bytes written.</returns>
    public int Encode(ReadOnlySpan<byte> lowerName, ReadOnlySpan<byte> value, bool neverIndex, Span<byte> destination)
    {
        return 0;
    }
}
