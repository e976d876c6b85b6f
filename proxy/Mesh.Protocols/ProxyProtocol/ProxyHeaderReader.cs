using System.Buffers;

namespace Mesh.Protocols.ProxyProtocol;

/// <summary>
/// Reads the PROXY protocol header (haproxy's proxy-protocol.txt) that opens a connection, version 1 or 2, told apart by their first
/// bytes. Whoever can send one names their own address: read it only where a trusted balancer stands in front. Stateless: a header is
/// short, so each call with more bytes looks at its beginning again, and at its addresses once it is whole.
/// </summary>
public static class ProxyHeaderReader
{
    /// <summary>
    /// Of either version. Version 2 could announce 64 KB; this is more than one with a client certificate needs.
    /// </summary>
    public const int MaxBytes = 16 * 1024;

    /// <param name="received">Everything received, from the connection's first byte on.</param>
    /// <param name="scratch"><see cref="MaxBytes"/> long, needed in this call only: a header in several segments is put together
    /// here.</param>
    /// <param name="header">If Complete: its TLVs are spans over <paramref name="received"/> or <paramref name="scratch"/>.</param>
    /// <param name="error">Why, if Invalid.</param>
    public static ProxyHeaderStatus Read(
        scoped in ReadOnlySequence<byte> received, Span<byte> scratch, out ProxyHeader header, out ProxyHeaderError error)
    {
        header = default;
        error = ProxyHeaderError.None;
        Span<byte> start = stackalloc byte[ProxyHeaderV1.MaxBytes];
        var first = FirstBytes(received, start);
        if (StartsLike(first, ProxyHeaderV1.Signature))
        {
            return ProxyHeaderV1.Read(first, out header, out error);
        }

        if (!StartsLike(first, ProxyHeaderV2.Signature))
        {
            return ProxyHeaderStatus.Absent;
        }

        var status = ProxyHeaderV2.ReadStart(first, out var length, out error);
        if (status != ProxyHeaderStatus.Complete || received.Length < length)
        {
            return status == ProxyHeaderStatus.Complete ? ProxyHeaderStatus.NeedMore : status;
        }

        error = ProxyHeaderV2.Parse(Contiguous(received, length, scratch), out header);
        return error == ProxyHeaderError.None ? ProxyHeaderStatus.Complete : ProxyHeaderStatus.Invalid;
    }

    static ReadOnlySpan<byte> FirstBytes(in ReadOnlySequence<byte> received, Span<byte> copy)
    {
        var first = received.FirstSpan;
        var length = (int)Math.Min(received.Length, copy.Length);
        if (first.Length >= length)
        {
            return first[..length];
        }

        received.Slice(0, length).CopyTo(copy);
        return copy[..length];
    }

    static ReadOnlySpan<byte> Contiguous(scoped in ReadOnlySequence<byte> received, int length, Span<byte> scratch)
    {
        var first = received.FirstSpan;
        if (first.Length >= length)
        {
            return first[..length];
        }

        received.Slice(0, length).CopyTo(scratch);
        return scratch[..length];
    }

    /// <summary>True as long as what arrived agrees with the signature.</summary>
    static bool StartsLike(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        var length = Math.Min(bytes.Length, signature.Length);
        return bytes[..length].SequenceEqual(signature[..length]);
    }
}
