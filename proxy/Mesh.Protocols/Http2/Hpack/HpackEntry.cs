namespace Mesh.Protocols.Http2.Hpack;

/// <summary>A field in a table: where its line is, and what it is to the reader of a head.</summary>
struct HpackEntry
{
    /// <summary>Of the line, in the count of the table's bytes.</summary>
    public uint Position;

    public int NameLength;

    public int LineLength;

    public Http2FieldTraits Traits;

    /// <summary>As RFC 7541 section 4.1 counts it.</summary>
    public readonly int Size => LineLength - HpackField.LineOverhead + HpackTable.EntryOverhead;
}
