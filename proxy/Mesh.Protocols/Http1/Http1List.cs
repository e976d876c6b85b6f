namespace Mesh.Protocols.Http1;

/// <summary>
/// The members of a comma-separated list (RFC 9110 section 5.6.1), without the spaces around them; empty members are passed over.
/// </summary>
public ref struct Http1List(ReadOnlySpan<byte> value)
{
    ReadOnlySpan<byte> rest = value;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly Http1List GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!rest.IsEmpty)
        {
            var comma = rest.IndexOf((byte)',');
            Current = (comma < 0 ? rest : rest[..comma]).Trim(" \t"u8);
            rest = comma < 0 ? default : rest[(comma + 1)..];
            if (!Current.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    public readonly bool ContainsIgnoreCase(ReadOnlySpan<byte> member)
    {
        foreach (var candidate in this)
        {
            if (Http1Grammar.EqualsIgnoreCase(candidate, member))
            {
                return true;
            }
        }

        return false;
    }
}
