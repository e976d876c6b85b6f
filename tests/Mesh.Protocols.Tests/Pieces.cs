using System.Buffers;

namespace Mesh.Protocols.Tests;

/// <summary>A sequence of segments that end where one likes, each with its own array.</summary>
sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    Pieces(byte[] bytes, long start)
    {
        Memory = bytes;
        RunningIndex = start;
    }

    /// <param name="cuts">Any numbers: taken modulo the length. A place named twice makes an empty segment.</param>
    public static ReadOnlySequence<byte> Of(byte[] bytes, params int[] cuts)
    {
        int[] ends = [.. cuts.Select(cut => cut % (bytes.Length + 1)).Order(), bytes.Length];
        var first = new Pieces(bytes[..ends[0]], 0);
        var last = first;
        for (var i = 1; i < ends.Length; i++)
        {
            var next = new Pieces(bytes[ends[i - 1]..ends[i]], ends[i - 1]);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>Every byte a segment of its own.</summary>
    public static ReadOnlySequence<byte> Single(byte[] bytes) => Of(bytes, [.. Enumerable.Range(1, Math.Max(bytes.Length - 1, 0))]);
}
