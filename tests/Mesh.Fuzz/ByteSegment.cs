using System.Buffers;

namespace Mesh.Fuzz;

/// <summary>Bytes in several segments, each an array of its own.</summary>
sealed class ByteSegment : ReadOnlySequenceSegment<byte>
{
    ByteSegment(byte[] bytes, long start)
    {
        Memory = bytes;
        RunningIndex = start;
    }

    public static ReadOnlySequence<byte> Sequence(byte[] bytes, int size)
    {
        var first = new ByteSegment(bytes[..Math.Min(size, bytes.Length)], 0);
        var last = first;
        for (var start = size; start < bytes.Length; start += size)
        {
            var next = new ByteSegment(bytes[start..Math.Min(bytes.Length, start + size)], start);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
