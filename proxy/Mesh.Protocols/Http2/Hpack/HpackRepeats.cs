using System.Runtime.CompilerServices;

namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// Remembers fields that came lately, by hash, in sets of which the oldest is forgotten: values which never repeat (paths with identifiers,
/// request ids) cost a place for a moment instead of an entry of the table. With one place for each hash, two fields of the same request
/// that fall on one place would keep each other out of the table for ever; of the fields of a request hardly ever more than a set holds
/// fall on one set.
/// </summary>
[InlineArray(Places)]
struct HpackRepeats
{
    const int Places = Sets * Ways;
    const int Sets = 16;
    const int Ways = 8;

#pragma warning disable IDE0051, IDE0044 // The element of an inline array is only named here.
    uint element;
#pragma warning restore IDE0051, IDE0044

    /// <summary>True if the field was noted before, and lately.</summary>
    public bool Note(uint hash)
    {
        var set = ((Span<uint>)this).Slice((int)(hash % Sets) * Ways, Ways);
        if (set.Contains(hash))
        {
            return true;
        }

        set[..^1].CopyTo(set[1..]);
        set[0] = hash;
        return false;
    }
}
