using Mesh.Protocols.Http2.Sending;

namespace Mesh.Protocols.Http2;

/// <summary>
/// Writes one field section, encoded straight into the output. Pseudo-fields first, in the order of RFC 9113 section 8.3. Must be ended by
/// the session that began it.
/// </summary>
public ref struct Http2FieldWriter
{
    readonly Http2BlockWriter? block;
    Span<byte> place;
    int length;

    internal Http2FieldWriter(Http2BlockWriter block, Http2Stream stream, Span<byte> place, int length)
    {
        this.block = block;
        Stream = stream;
        this.place = place;
        this.length = length;
    }

    /// <summary>False if the stream or the session is closed: what is written goes nowhere.</summary>
    public readonly bool IsLive => block is not null;

    /// <summary>As the peer's SETTINGS_MAX_HEADER_LIST_SIZE counts.</summary>
    public int ListBytes { get; private set; }

    internal Http2Stream? Stream { get; }

    /// <summary>Frame header and block so far.</summary>
    internal readonly Span<byte> Place => place[..length];

    /// <param name="name">In any case; sent in lower case.</param>
    /// <param name="neverIndex">It came so, or is too sensitive for a table (RFC 7541 section 7.1.3).</param>
    public void Write(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value, bool neverIndex = false)
    {
        if (block is null)
        {
            return;
        }

        ListBytes += name.Length + value.Length + 32;
        block.Note(Stream!, name, value);
        var needed = Http2BlockWriter.NeededFor(name, value);
        if (place.Length - length < needed)
        {
            place = block.Spill(place[..length], needed);
        }

        length += block.Encode(name, value, neverIndex, place[length..]);
    }
}
