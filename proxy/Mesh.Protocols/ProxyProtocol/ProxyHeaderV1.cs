namespace Mesh.Protocols.ProxyProtocol;

/// <summary>
/// "PROXY TCP4 source destination source-port destination-port" CRLF, or "PROXY UNKNOWN" and whatever follows up to CRLF.
/// </summary>
static class ProxyHeaderV1
{
    /// <summary>The longest line that can be valid, with CRLF.</summary>
    public const int MaxBytes = 107;

    public static ReadOnlySpan<byte> Signature => "PROXY"u8;

    /// <param name="bytes">The first bytes of the connection, <see cref="MaxBytes"/> of them if so many are there.</param>
    public static ProxyHeaderStatus Read(scoped ReadOnlySpan<byte> bytes, out ProxyHeader header, out ProxyHeaderError error)
    {
        header = default;
        error = ProxyHeaderError.None;
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0 || end + 1 == bytes.Length)
        {
            error = bytes.Length < MaxBytes && (end < 0 || bytes[end] == '\r') ? ProxyHeaderError.None : ProxyHeaderError.Line;
            return error == ProxyHeaderError.None ? ProxyHeaderStatus.NeedMore : ProxyHeaderStatus.Invalid;
        }

        error = bytes[end] == '\r' && bytes[end + 1] == '\n'
            ? Parse(bytes[Signature.Length..end], end + 2, out header)
            : ProxyHeaderError.Line;
        return error == ProxyHeaderError.None ? ProxyHeaderStatus.Complete : ProxyHeaderStatus.Invalid;
    }

    /// <param name="line">What stands behind the signature.</param>
    static ProxyHeaderError Parse(scoped ReadOnlySpan<byte> line, int length, out ProxyHeader header)
    {
        header = new ProxyHeader { Version = 1, Length = length };
        if (line.SequenceEqual(" UNKNOWN"u8) || line.StartsWith(" UNKNOWN "u8))
        {
            return ProxyHeaderError.None;
        }

        var isIpv6 = line.StartsWith(" TCP6 "u8);
        return isIpv6 || line.StartsWith(" TCP4 "u8) ? ParseEndpoints(line[6..], isIpv6, length, out header) : ProxyHeaderError.Protocol;
    }

    static ProxyHeaderError ParseEndpoints(scoped ReadOnlySpan<byte> line, bool isIpv6, int length, out ProxyHeader header)
    {
        header = default;
        if (line.Count((byte)' ') != 3)
        {
            return ProxyHeaderError.Protocol;
        }

        Span<byte> source = stackalloc byte[ProxyEndpoint.MaxAddressLength];
        Span<byte> destination = stackalloc byte[ProxyEndpoint.MaxAddressLength];
        var addressLength = ReadAddress(TakeWord(ref line), isIpv6, source);
        if (addressLength == 0 || ReadAddress(TakeWord(ref line), isIpv6, destination) == 0)
        {
            return ProxyHeaderError.Address;
        }

        if (!ProxyAddressText.TryReadDecimal(TakeWord(ref line), ushort.MaxValue, out var sourcePort)
            || !ProxyAddressText.TryReadDecimal(TakeWord(ref line), ushort.MaxValue, out var destinationPort))
        {
            return ProxyHeaderError.Port;
        }

        header = new ProxyHeader
        {
            Version = 1,
            Length = length,
            Source = new ProxyEndpoint(source[..addressLength], (ushort)sourcePort),
            Destination = new ProxyEndpoint(destination[..addressLength], (ushort)destinationPort),
        };
        return ProxyHeaderError.None;
    }

    static ReadOnlySpan<byte> TakeWord(ref ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)' ');
        var word = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[(end + 1)..];
        return word;
    }

    static int ReadAddress(ReadOnlySpan<byte> text, bool isIpv6, Span<byte> address) =>
        isIpv6 ? ProxyAddressText.ReadIpv6(text, address) : ProxyAddressText.ReadIpv4(text, address);
}
