namespace Mesh.Proxy.Telemetry.Peers;

/// <summary>
/// Walks the fields of one protobuf message without allocating or throwing: the bytes come from a peer, who chooses how often this runs. Groups (long
/// deprecated, and a way to make readers recurse) are refused.
/// </summary>
ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    const int LengthDelimited = 2;

    ReadOnlySpan<byte> rest = message;

    /// <summary>Number of the field that <see cref="Next"/> stopped at.</summary>
    public int Number { get; private set; }

    /// <summary>Its bytes; empty for fields that are not length-delimited.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>True once the message turned out to be malformed.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>False at the end, and at the first malformed field.</summary>
    public bool Next()
    {
        if (rest.IsEmpty || IsMalformed)
        {
            return false;
        }

        IsMalformed = !ReadField();
        return !IsMalformed;
    }

    bool ReadField()
    {
        if (!ReadVarint(out var tag) || tag >> 3 is 0 or > int.MaxValue)
        {
            return false;
        }

        Number = (int)(tag >> 3);
        Value = default;
        return (int)(tag & 7) switch
        {
            0 => ReadVarint(out _),
            1 => Skip(8),
            LengthDelimited => ReadVarint(out var length) && length <= (ulong)rest.Length && Take((int)length),
            5 => Skip(4),
            _ => false,
        };
    }

    bool Take(int length)
    {
        Value = rest[..length];
        rest = rest[length..];
        return true;
    }

    bool Skip(int length)
    {
        if (rest.Length < length)
        {
            return false;
        }

        rest = rest[length..];
        return true;
    }

    bool ReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < rest.Length && i < 10; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
