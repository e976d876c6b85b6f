using System.Buffers;
using System.Buffers.Binary;

namespace Mesh.Contract;

/// <summary>
/// The first eight bytes each side sends: a magic number no text protocol and no TLS record can begin with, and the contract's
/// version, big-endian. Both sides send theirs at once and check the other's before reading any frame.
/// </summary>
/// <remarks>
/// <code>
/// +------+------+------+------+------+------+------+------+
/// | 0x8D |  'M' |  'S' |  'H' |      version (uint32)     |
/// +------+------+------+------+------+------+------+------+
/// </code>
/// </remarks>
public static class Preamble
{
    /// <summary>Bytes of a preamble.</summary>
    public const int Length = 8;

    static ReadOnlySpan<byte> Magic => [0x8D, (byte)'M', (byte)'S', (byte)'H'];

    /// <summary>Writes this build's preamble.</summary>
    public static void Write(IBufferWriter<byte> output) => Write(output, ContractVersion.Current);

    /// <summary>
    /// Reads the peer's preamble and, when it is good, advances <paramref name="buffer"/> past it. Decides on the first byte that
    /// is wrong, so that a peer of another protocol is told at once and not after it has sent eight bytes.
    /// </summary>
    /// <param name="buffer">What the peer has sent; unchanged unless the result is <see cref="PreambleStatus.Accepted"/>.</param>
    /// <param name="version">The peer's version, when it was read; else 0.</param>
    public static PreambleStatus TryRead(ref ReadOnlySequence<byte> buffer, out uint version)
    {
        version = 0;
        Span<byte> bytes = stackalloc byte[Length];
        var available = (int)Math.Min(buffer.Length, Length);
        buffer.Slice(0, available).CopyTo(bytes);
        bytes = bytes[..available];

        var magic = bytes[..Math.Min(available, Magic.Length)];
        if (!Magic.StartsWith(magic))
            return Recognize(magic);
        if (available < Length)
            return PreambleStatus.Incomplete;

        version = BinaryPrimitives.ReadUInt32BigEndian(bytes[Magic.Length..]);
        if (!ContractVersion.IsReadable(version))
            return version > ContractVersion.Current ? PreambleStatus.FutureVersion : PreambleStatus.RetiredVersion;
        buffer = buffer.Slice(Length);
        return PreambleStatus.Accepted;
    }

    /// <summary>One sentence for logs: what the peer seems to be, and what to do.</summary>
    public static string Describe(PreambleStatus status, uint version) => status switch
    {
        PreambleStatus.Accepted => $"contract version {version}",
        PreambleStatus.Incomplete => "the peer closed before it had sent its preamble",
        PreambleStatus.HttpRequest => "the peer speaks HTTP, not the mesh contract: it is no mesh-proxy, or it dialled the wrong port",
        PreambleStatus.TlsHandshake => "the peer speaks TLS, but this port is plain text: configure both sides alike",
        PreambleStatus.Garbage => "the peer does not speak the mesh contract (unknown first bytes)",
        PreambleStatus.FutureVersion =>
            $"the peer speaks contract version {version}, this build reads up to {ContractVersion.Current}: upgrade this side first",
        PreambleStatus.RetiredVersion =>
            $"the peer speaks contract version {version}, this build reads from {ContractVersion.Oldest}: upgrade the peer",
    };

    internal static void Write(IBufferWriter<byte> output, uint version)
    {
        var span = output.GetSpan(Length);
        Magic.CopyTo(span);
        BinaryPrimitives.WriteUInt32BigEndian(span[Magic.Length..], version);
        output.Advance(Length);
    }

    // Only called with bytes that are not our magic. A TLS record begins with type 22 (handshake), RFC 8446 section 5.1; an HTTP/1
    // request and the HTTP/2 preface begin with an upper-case method.
    static PreambleStatus Recognize(ReadOnlySpan<byte> bytes) => bytes[0] switch
    {
        0x16 => PreambleStatus.TlsHandshake,
        >= (byte)'A' and <= (byte)'Z' => PreambleStatus.HttpRequest,
        _ => PreambleStatus.Garbage,
    };
}
