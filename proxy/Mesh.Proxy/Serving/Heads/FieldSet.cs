using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>A set of known fields, as bits: one test decides about a line.</summary>
readonly record struct FieldSet(uint Bits)
{
    public static FieldSet Of(params ReadOnlySpan<Http1KnownField> fields)
    {
        var bits = 0u;
        foreach (var field in fields)
        {
            bits |= 1u << (int)field;
        }

        return new FieldSet(bits);
    }

    public bool Has(Http1KnownField field) => (Bits & (1u << (int)field)) != 0;

    public FieldSet With(Http1KnownField field) => new(Bits | (1u << (int)field));

    public FieldSet Without(Http1KnownField field) => new(Bits & ~(1u << (int)field));
}
