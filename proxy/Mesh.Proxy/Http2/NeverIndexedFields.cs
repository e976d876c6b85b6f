using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Http2;

/// <summary>
/// What a head's sender wants in no table on the way (RFC 7541 sections 6.2.3 and 7.1.3): said again when the head goes on by HTTP/2. Found again by name and
/// value, as the head that goes out is written anew; heads that have none, nearly all, cost one test.
/// </summary>
readonly ref struct NeverIndexedFields
{
    readonly Http1Head? head;
    readonly ReadOnlySpan<byte> bytes;
    readonly bool isAll;

    /// <param name="head">As it came.</param>
    /// <param name="bytes">What it indexes.</param>
    public NeverIndexedFields(Http1Head head, ReadOnlySpan<byte> bytes)
    {
        this.head = head.HasNeverIndexed ? head : null;
        this.bytes = bytes;
    }

    NeverIndexedFields(bool all) => isAll = all;

    /// <summary>Where it is not known which: all of a section.</summary>
    public static NeverIndexedFields All => new(true);

    public bool Has(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => isAll || (head is not null && Find(head, name, value));

    bool Find(Http1Head source, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        foreach (ref readonly var field in source.Fields)
        {
            if (field.IsNeverIndexed && field.Value.Of(bytes).SequenceEqual(value) && Http1Grammar.EqualsIgnoreCase(field.Name.Of(bytes), name))
            {
                return true;
            }
        }

        return false;
    }
}
