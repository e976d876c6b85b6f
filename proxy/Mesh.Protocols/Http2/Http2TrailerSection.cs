using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>
/// A trailer section: regular fields only (RFC 9113 section 8.1), and of those none that must not come after the content.
/// </summary>
sealed class Http2TrailerSection(Http2Section section, Http2Limits limits)
{
    public void Begin(Http1Head head) => section.Begin(head, limits.Head.MaxTrailerBytes, Http2Malformed.TrailersTooLarge);

    public void Add(scoped in HpackField field)
    {
        if (!section.Count(field.NameLength + field.ValueLength))
        {
            return;
        }

        var refusal = field.Traits.Kind >= Http2FieldKind.Method ? Http2Malformed.PseudoFieldInTrailers
            : Http1TrailerName.IsForbidden(field.Name) ? Http2Malformed.ForbiddenTrailer
            : Http2FieldRules.Judge(field);
        if (refusal == Http2Malformed.None)
        {
            section.AddLine(field);
        }
        else
        {
            section.Refuse(refusal);
        }
    }

    /// <summary>A field that was too large to be held.</summary>
    public void AddOversize(long fieldLength) => section.AddOversize(fieldLength);

    public void End() => section.Head.Length = section.Bytes.Length;
}
