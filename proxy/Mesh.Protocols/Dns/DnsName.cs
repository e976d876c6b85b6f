namespace Mesh.Protocols.Dns;

/// <summary>
/// Names on the wire (RFC 1035 sections 3.1, 4.1.4): labels of 1 to 63 bytes, 255 with their lengths, and pointers to what stands earlier in the message.
/// A pointer must lead to before the name that it stands in: so no message, however it is made, sends a reader round in circles.
/// </summary>
static class DnsName
{
    /// <summary>Lengths and the root's 0 included.</summary>
    public const int MaxLength = 255;

    const int MaxLabel = 63;
    const int PointerBits = 0xC0;

    /// <summary>Writes a host name as labels; a dot at the end changes nothing.</summary>
    /// <returns>Its length on the wire; 0: it is no name that can be asked for.</returns>
    public static int Write(Span<byte> destination, ReadOnlySpan<char> name)
    {
        name = name.EndsWith('.') ? name[..^1] : name;
        // Every dot becomes a length; one more stands before, and a 0 behind.
        if (name.IsEmpty || name.Length + 2 > MaxLength || destination.Length < name.Length + 2)
        {
            return 0;
        }

        var at = 0;
        foreach (var range in name.Split('.'))
        {
            if (!TryWriteLabel(destination, ref at, name[range]))
            {
                return 0;
            }
        }

        destination[at++] = 0;
        return at;
    }

    /// <summary>Checks the name at <paramref name="offset"/>, pointers followed, and leaves the offset behind it.</summary>
    public static bool TrySkip(ReadOnlySpan<byte> message, ref int offset)
    {
        var reader = new DnsLabelReader(message, offset);
        while (reader.MoveNext())
        {
        }

        offset = reader.End;
        return reader.IsValid;
    }

    /// <summary>True if two names of a message, both of which <see cref="TrySkip"/> has passed, are the same (RFC 4343: whatever their case).</summary>
    public static bool AreEqual(ReadOnlySpan<byte> message, int left, int right)
    {
        var a = new DnsLabelReader(message, left);
        var b = new DnsLabelReader(message, right);
        while (true)
        {
            var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
            if (!hasA || !hasB)
            {
                return hasA == hasB;
            }

            if (!System.Text.Ascii.EqualsIgnoreCase(a.Label, b.Label) && !a.Label.SequenceEqual(b.Label))
            {
                return false;
            }
        }
    }

    public static bool IsPointer(byte length) => (length & PointerBits) == PointerBits;

    public static bool IsLabel(byte length) => length <= MaxLabel;

    static bool TryWriteLabel(Span<byte> destination, ref int at, ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabel)
        {
            return false;
        }

        destination[at++] = (byte)label.Length;
        foreach (var c in label)
        {
            // IDNA: what is not ASCII comes as A-labels or not at all.
            if (c is <= ' ' or > '~')
            {
                return false;
            }

            destination[at++] = (byte)c;
        }

        return true;
    }
}
