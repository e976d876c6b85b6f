using System.Buffers.Binary;

namespace Mesh.Protocols.Dns;

/// <summary>Goes through the labels of one name.</summary>
ref struct DnsLabelReader
{
    readonly ReadOnlySpan<byte> message;
    int at;
    int limit;
    int length;
    bool hasJumped;

    public DnsLabelReader(ReadOnlySpan<byte> message, int offset)
    {
        this.message = message;
        at = limit = End = offset;
        IsValid = true;
    }

    public ReadOnlySpan<byte> Label { get; private set; }

    /// <summary>Once there are no more labels: where the name ends at the place it was read from.</summary>
    public int End { get; private set; }

    /// <summary>False once something in the name did not hold; it ends there.</summary>
    public bool IsValid { get; private set; }

    public bool MoveNext()
    {
        while (IsValid && at < message.Length)
        {
            var first = message[at];
            if (DnsName.IsPointer(first))
            {
                Jump();
                continue;
            }

            return DnsName.IsLabel(first) ? Read(first) : Fail();
        }

        return Fail();
    }

    /// <summary>A label, or the root (length 0), which is the end.</summary>
    bool Read(int labelLength)
    {
        var next = at + 1 + labelLength;
        length += 1 + labelLength;
        if (next > message.Length || length > DnsName.MaxLength)
        {
            return Fail();
        }

        Label = message[(at + 1)..next];
        End = hasJumped ? End : next;
        at = labelLength == 0 ? at : next;
        return labelLength > 0;
    }

    /// <summary>Each target lies before the one before: there are fewer jumps than bytes.</summary>
    void Jump()
    {
        if (at + 1 >= message.Length)
        {
            Fail();
            return;
        }

        var target = BinaryPrimitives.ReadUInt16BigEndian(message[at..]) & 0x3FFF;
        End = hasJumped ? End : at + 2;
        hasJumped = true;
        IsValid = target < limit && target >= DnsHeader.Length;
        at = limit = target;
    }

    bool Fail()
    {
        IsValid = false;
        return false;
    }
}
