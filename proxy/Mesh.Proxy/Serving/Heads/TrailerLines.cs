using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>A trailer section as the proxy keeps it: valid lines, each with its CRLF.</summary>
ref struct TrailerLines(ReadOnlySpan<byte> lines)
{
    ReadOnlySpan<byte> rest = lines;

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The value of the first field of a name (in any case); empty for none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name)
    {
        var fields = new TrailerLines(lines);
        while (fields.MoveNext())
        {
            if (Http1Grammar.EqualsIgnoreCase(fields.Name, name))
            {
                return fields.Value;
            }
        }

        return default;
    }

    public bool MoveNext()
    {
        var end = rest.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var line = rest[..end];
        rest = rest[(end + 2)..];
        var colon = line.IndexOf((byte)':');
        Name = line[..colon];
        Value = line[(colon + 1)..].Trim(" \t"u8);
        return true;
    }
}
