namespace Mesh.Protocols.Tls;

/// <summary>The protocols a client offers by ALPN, in its order (RFC 7301 section 3.1); empty without the extension.</summary>
public ref struct TlsProtocolNames
{
    TlsReader rest;

    internal TlsProtocolNames(ReadOnlySpan<byte> names) => rest = new TlsReader(names);

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly bool IsEmpty => rest.IsAtEnd;

    public readonly TlsProtocolNames GetEnumerator() => this;

    public bool MoveNext()
    {
        var moved = rest.TryReadVector8(out var name);
        Current = name;
        return moved;
    }

    /// <summary>Names are bytes: case matters.</summary>
    public readonly bool Contains(ReadOnlySpan<byte> name)
    {
        foreach (var candidate in this)
        {
            if (candidate.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if the bytes are names one behind the other, none of them empty, one at least.</summary>
    internal static bool AreValid(ReadOnlySpan<byte> names)
    {
        var reader = new TlsReader(names);
        var valid = !names.IsEmpty;
        while (valid && !reader.IsAtEnd)
        {
            valid = reader.TryReadVector8(out var name) && !name.IsEmpty;
        }

        return valid;
    }
}
