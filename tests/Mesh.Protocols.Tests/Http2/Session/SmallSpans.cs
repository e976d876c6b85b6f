using System.Buffers;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>An output of small blocks, which gives no more than was asked for.</summary>
sealed class SmallSpans : IBufferWriter<byte>
{
    const int BlockSize = 100;

    readonly List<byte> written = [];
    byte[] block = [];

    public byte[] Written => [.. written];

    public void Advance(int count) => written.AddRange(block.AsSpan(0, count));

    public Memory<byte> GetMemory(int sizeHint = 0) => block = new byte[Math.Max(sizeHint, BlockSize)];

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
