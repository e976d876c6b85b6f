using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Http2;

/// <summary>
/// What a field is to the reader of a head. Worked out once when a field enters a table, not for each request that refers to it.
/// </summary>
/// <param name="Known">As the HTTP/1 parsers would recognise it.</param>
/// <param name="IsValueValid">By the rule of its kind.</param>
readonly record struct Http2FieldTraits(Http2FieldKind Kind, Http1KnownField Known, bool IsValueValid)
{
    public static Http2FieldTraits Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => OfName(name).WithValue(value);

    public static Http2FieldTraits OfName(ReadOnlySpan<byte> name)
    {
        var kind = Http2FieldNames.KindOf(name, out var known);
        return new Http2FieldTraits(kind, known, false);
    }

    public Http2FieldTraits WithValue(ReadOnlySpan<byte> value) =>
        this with { IsValueValid = Http2FieldValues.Judge(Kind, value) == Http2Malformed.None };
}
