using System.Buffers;

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
}
