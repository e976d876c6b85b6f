using System.Buffers;

namespace Mesh.Protocols.Tests.Http1;

/// <summary>One segment of a sequence, each with its own array.</summary>
sealed class Segments : ReadOnlySequenceSegment<byte>
{
    Segments(byte[] bytes, long start)
    {
        Memory = bytes;
        RunningIndex = start;
    }

    /// <summary>The bytes in segments of the given size, the last one shorter.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, int size)
    {
        var first = new Segments(bytes[..Math.Min(size, bytes.Length)], 0);
        var last = first;
        for (var start = size; start < bytes.Length; start += size)
        {
            var next = new Segments(bytes[start..Math.Min(bytes.Length, start + size)], start);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
