using System.Numerics;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Filters;

/// <summary>
/// Edits to one message head, gathered by filters and applied in one pass when the head is written: lines nobody edits keep their bytes, order and case.
/// Reused from message to message; allocates only while it grows to the largest head it has edited, and for values of more than a few KB.
/// </summary>
sealed class HeaderEditList
{
    /// <summary>One request with a huge path must not cost its connection's exchange the memory for ever.</summary>
    const int MaxKeptScratch = 4096;

    ReadOnlyMemory<byte>[] dropped = [];
    Field[] added = [];
    byte[] scratch = [];
    int droppedCount;
    int scratchUsed;
    ulong droppedLengths;

    /// <summary>A field that is appended.</summary>
    /// <param name="Name">Lower case.</param>
    internal readonly record struct Field(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);

    /// <summary>0: the head goes out as it came.</summary>
    public int Count => droppedCount + AddedCount;

    public int AddedCount { get; private set; }

    /// <summary>What is appended after the fields that stay, in order.</summary>
    public ReadOnlySpan<Field> Added => added.AsSpan(0, AddedCount);

    /// <summary>Bytes that <see cref="WriteAdded"/> writes.</summary>
    public int AddedLength
    {
        get
        {
            var length = 0;
            foreach (ref readonly var edit in Added)
                length += edit.Name.Length + 2 + edit.Value.Length + 2;
            return length;
        }
    }

    public void Clear()
    {
        if (scratch.Length > MaxKeptScratch)
        {
            scratch = [];
        }

        if (Count == 0)
        {
            scratchUsed = 0;
            return;
        }

        // Values belong to snapshots and buffers that must not be kept alive by an idle connection.
        added.AsSpan(0, AddedCount).Clear();
        dropped.AsSpan(0, droppedCount).Clear();
        AddedCount = droppedCount = scratchUsed = 0;
        droppedLengths = 0;
    }

    /// <summary>Drops every field of the name (lower case), whatever its case in the head, and what was appended under it so far.</summary>
    public void Remove(ReadOnlyMemory<byte> name)
    {
        for (var i = AddedCount - 1; i >= 0; i--)
        {
            if (added[i].Name.Span.SequenceEqual(name.Span))
                RemoveAddedAt(i);
        }

        if (IsDropped(name.Span))
            return;
        if (droppedCount == dropped.Length)
            Array.Resize(ref dropped, GrownLength(droppedCount));
        dropped[droppedCount++] = name;
        droppedLengths |= LengthBit(name.Length);
    }

    /// <summary>Drops every field of the name, then appends this one.</summary>
    public void Set(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        Remove(name);
        Add(name, value);
    }

    /// <summary>Appends.</summary>
    public void Add(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (AddedCount == added.Length)
            Array.Resize(ref added, GrownLength(AddedCount));
        added[AddedCount++] = new Field(name, value);
    }

    /// <summary>Writes the lines that edits append.</summary>
    public void AppendTo(ref Http1Writer writer)
    {
        foreach (ref readonly var field in Added)
            writer.WriteField(field.Name.Span, field.Value.Span);
    }

    /// <summary>True if the field is dropped by an edit.</summary>
    public bool Drops(ReadOnlySpan<byte> head, in Http1Field field) => droppedCount > 0 && IsDropped(field.Name.Of(head));

    /// <summary>True if an edit sets or removes the field (lower-case name): then the proxy does not write a line of its own under it.</summary>
    public bool Decides(ReadOnlySpan<byte> name) => droppedCount > 0 && IsDropped(name);

    /// <summary>Writes "name: value" lines, CRLF included.</summary>
    /// <param name="destination">At least <see cref="AddedLength"/> long.</param>
    /// <returns>Bytes written.</returns>
    public int WriteAdded(Span<byte> destination)
    {
        var rest = destination;
        foreach (ref readonly var field in Added)
        {
            Append(ref rest, field.Name.Span);
            Append(ref rest, ": "u8);
            Append(ref rest, field.Value.Span);
            Append(ref rest, "\r\n"u8);
        }

        return destination.Length - rest.Length;
    }

    /// <summary>Bytes for a value that a filter makes for this message; valid until <see cref="Clear"/>. Not zeroed.</summary>
    public Memory<byte> Reserve(int length)
    {
        // What was reserved before stays in the array it is in.
        if (scratch.Length - scratchUsed < length)
        {
            scratch = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length * 2, 256))];
            scratchUsed = 0;
        }

        var reserved = scratch.AsMemory(scratchUsed, length);
        scratchUsed += length;
        return reserved;
    }

    bool IsDropped(ReadOnlySpan<byte> name)
    {
        if ((droppedLengths & LengthBit(name.Length)) == 0)
            return false;
        for (var i = 0; i < droppedCount; i++)
        {
            if (AsciiBytes.EqualsIgnoreCase(dropped[i].Span, name))
                return true;
        }

        return false;
    }

    void RemoveAddedAt(int index)
    {
        added.AsSpan(index + 1, AddedCount - index - 1).CopyTo(added.AsSpan(index));
        added[--AddedCount] = default;
    }

    static int GrownLength(int length) => Math.Max(4, length * 2);

    static ulong LengthBit(int length) => 1UL << (length & 63);

    static void Append(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    /// <summary>The first value that edits give a field (lower-case name): what the access log prints for it. False: no edit sets or adds it.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> value)
    {
        foreach (ref readonly var field in Added)
        {
            if (field.Name.Span.SequenceEqual(name))
            {
                value = field.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
