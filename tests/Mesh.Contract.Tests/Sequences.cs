using System.Buffers;

namespace Mesh.Contract.Tests;

/// <summary>Bytes as the network hands them over: in pieces.</summary>
static class Sequences
{
    /// <summary>One byte per segment.</summary>
    public static ReadOnlySequence<byte> PerByte(ReadOnlySpan<byte> bytes)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty);
        var last = first;
        foreach (var b in bytes)
            last = last.Append(new[] { b });
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
