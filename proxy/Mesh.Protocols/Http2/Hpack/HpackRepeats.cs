using System.Runtime.CompilerServices;

namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// Remembers fields that came lately, by hash. Each overwrites the one in its place, so that values which never repeat (paths with
/// identifiers, request ids) cost a place for a moment instead of an entry of the table.
/// </summary>
[InlineArray(Places)]
struct HpackRepeats
{
    const int Places = 128;

#pragma warning disable IDE0051, IDE0044 // The element of an inline array is only named here.
    uint element;
#pragma warning restore IDE0051, IDE0044

    /// <summary>True if the field was noted before, and lately.</summary>
    public bool Note(uint hash)
    {
        ref var place = ref this[(int)(hash % Places)];
        if (place == hash)
        {
            return true;
        }

        place = hash;
        return false;
    }
}
