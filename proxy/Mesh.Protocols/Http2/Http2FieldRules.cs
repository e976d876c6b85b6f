using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>What RFC 9113 section 8.2 says of regular fields, in whatever section.</summary>
static class Http2FieldRules
{
    public static Http2Malformed Judge(scoped in HpackField field) => field.Traits.Kind switch
    {
        Http2FieldKind.EmptyName => Http2Malformed.EmptyFieldName,
        Http2FieldKind.UppercaseName => Http2Malformed.UppercaseFieldName,
        Http2FieldKind.InvalidName => Http2Malformed.InvalidFieldName,
        Http2FieldKind.ConnectionSpecific => Http2Malformed.ConnectionSpecificField,
        _ => field.Traits.IsValueValid ? Http2Malformed.None : Http2FieldValues.Judge(field.Traits.Kind, field.Value),
    };

    /// <summary>Host and Expect say nothing in a response; TE is for requests only.</summary>
    public static Http2Malformed JudgeInResponse(scoped in HpackField field) => field.Traits.Kind switch
    {
        Http2FieldKind.Te => Http2Malformed.ConnectionSpecificField,
        Http2FieldKind.Host or Http2FieldKind.Expect => Http2FieldValues.JudgePlain(field.Value),
        _ => Judge(field),
    };
}
