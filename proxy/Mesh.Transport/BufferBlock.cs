using System.Buffers;
using System.Runtime.CompilerServices;

namespace Mesh.Transport;

/// <summary>
/// A pooled block of memory, and a link of the sequence it is part of. It has one owner, who returns it to the pool it came from.
/// </summary>
public sealed class BufferBlock : ReadOnlySequenceSegment<byte>
{
    internal BufferBlock(byte[] array, BufferPool pool)
    {
        Array = array;
        Pool = pool;
    }

    /// <summary>Pinned; all of it may be used.</summary>
    public byte[] Array { get; }

    internal BufferPool Pool { get; }

    /// <summary>Index of the first byte that is still wanted; the sequence's memory always begins at index 0.</summary>
    internal int Start { get; set; }

    /// <summary>Index after the last byte written.</summary>
    internal int End { get; private set; }

    internal int Length => End - Start;

    internal int Free => Array.Length - End;

    internal BufferBlock? NextBlock => Unsafe.As<BufferBlock?>(Next);

    /// <summary>True while the block is with a pool: the mark that makes a double return fail.</summary>
    internal bool IsPooled { get; set; }

    internal Span<byte> FreeSpan => Array.AsSpan(End);

    internal ReadOnlySpan<byte> Written => Array.AsSpan(Start, End - Start);

    /// <summary>Makes the block an empty one that begins a chain.</summary>
    internal void Reset()
    {
        Start = 0;
        End = 0;
        RunningIndex = 0;
        Next = null;
        Memory = default;
    }

    /// <summary>More bytes were written behind <see cref="End"/>.</summary>
    internal void Extend(int count)
    {
        End += count;
        Memory = new ReadOnlyMemory<byte>(Array, 0, End);
    }

    /// <summary>Appends a block. This one must not be extended any more: positions count on its length.</summary>
    internal void Link(BufferBlock next)
    {
        next.RunningIndex = RunningIndex + End;
        Next = next;
    }

    internal void Unlink() => Next = null;
}
