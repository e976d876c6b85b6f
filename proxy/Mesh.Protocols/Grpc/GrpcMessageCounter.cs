using System.Buffers;

namespace Mesh.Protocols.Grpc;

/// <summary>
/// Counts the messages of a gRPC body (compressed-flag, four bytes of length, message) through any split of its bytes, without holding any
/// of them. It only watches: what it finds malformed is forwarded all the same, for the peers to judge. Mutable: keep it in a field, not
/// in a copy.
/// </summary>
public struct GrpcMessageCounter
{
    const int HeaderLength = 5;

    /// <summary>The bytes of the header that is being read, the last one lowest.</summary>
    uint length;

    int headerRead;
    uint remaining;

    /// <summary>Messages that ended.</summary>
    public long Messages { get; private set; }

    /// <summary>A compressed-flag other than 0 and 1 was seen: from there on nothing is counted.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>No message is half there: where a body may end.</summary>
    public readonly bool IsAtBoundary => headerRead == 0 && remaining == 0;

    /// <summary>
    /// How many of the next bytes are inside of a message: they need no look and may be moved by the kernel, then <see cref="Skip"/>ped.
    /// </summary>
    public readonly long Opaque => IsMalformed ? long.MaxValue : remaining;

    public void Count(in ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            Count(segment.Span);
        }
    }

    public void Count(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsMalformed)
        {
            if (remaining > 0)
            {
                var skipped = (int)Math.Min(remaining, (uint)bytes.Length);
                Skip(skipped);
                bytes = bytes[skipped..];
            }
            else
            {
                CountHeader(bytes[0]);
                bytes = bytes[1..];
            }
        }
    }

    /// <summary>Bytes that were moved without being shown: at most <see cref="Opaque"/>, more is the caller's bug.</summary>
    public void Skip(long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)count, (ulong)Opaque);
        if (!IsMalformed && count > 0)
        {
            remaining -= (uint)count;
            Messages += remaining == 0 ? 1 : 0;
        }
    }

    void CountHeader(byte value)
    {
        if (headerRead == 0)
        {
            IsMalformed = value > 1;
        }
        else
        {
            length = (length << 8) | value;
        }

        if (++headerRead == HeaderLength)
        {
            headerRead = 0;
            remaining = length;
            length = 0;
            Messages += remaining == 0 ? 1 : 0;
        }
    }
}
