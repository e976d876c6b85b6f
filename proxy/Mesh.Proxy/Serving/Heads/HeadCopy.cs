using Mesh.Protocols.Http1;
using Mesh.Proxy.Filters;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>
/// The one pass over a head on its way through: runs of lines that stay are copied as they came, whatever their number; lines that go interrupt the run.
/// </summary>
static class HeadCopy
{
    /// <param name="writer">Where to.</param>
    /// <param name="bytes">The head's.</param>
    /// <param name="head">Its index.</param>
    /// <param name="from">Where copying begins: the start line, or the first field if the caller wrote its own.</param>
    /// <param name="dropped">Fields that end here: hop-by-hop ones and those the caller writes anew.</param>
    /// <param name="edits">The filters'.</param>
    /// <param name="trust">Whether the sender's x-envoy-* fields may pass.</param>
    /// <returns>The fields that were there, dropped or not.</returns>
    public static FieldSet Write(
        ref Http1Writer writer, ReadOnlySpan<byte> bytes, Http1Head head, int from, FieldSet dropped, HeaderEditList edits,
        ClientTrust trust = ClientTrust.Mesh)
    {
        var seen = default(FieldSet);
        var needsLook = edits.Count > 0 || head.HasConnectionOptions;
        foreach (ref readonly var field in head.Fields)
        {
            seen = seen.With(field.Known);
            if (!dropped.Has(field.Known) && !(needsLook && Drops(bytes, head, field, edits))
                && !(trust != ClientTrust.Mesh && field.Known == Http1KnownField.Other && ReservedFields.Drops(field.Name.Of(bytes), trust)))
            {
                continue;
            }

            writer.Write(bytes[from..field.Line.Start]);
            from = field.Line.End;
        }

        writer.Write(bytes[from..(head.Length - 2)]);
        return seen;
    }

    /// <summary>Where the first field's line begins; without fields, the empty line.</summary>
    public static int FieldsStart(Http1Head head) => head.FieldCount > 0 ? head[0].Line.Start : head.Length - 2;

    static bool Drops(ReadOnlySpan<byte> bytes, Http1Head head, in Http1Field field, HeaderEditList edits) =>
        edits.Drops(bytes, field) || (head.HasConnectionOptions && IsNamedByConnection(bytes, head, field.Name.Of(bytes)));

    /// <summary>RFC 9110 section 7.6.1: what Connection names is for this hop alone. The parser refused names that must reach the next.</summary>
    static bool IsNamedByConnection(ReadOnlySpan<byte> bytes, Http1Head head, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Known == Http1KnownField.Connection && Lists(field.Value.Of(bytes), name))
            {
                return true;
            }
        }

        return false;
    }

    static bool Lists(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name)
    {
        foreach (var option in new Http1List(list))
        {
            if (Http1Grammar.EqualsIgnoreCase(option, name))
            {
                return true;
            }
        }

        return false;
    }
}
