using Mesh.EndToEnd.Tests.Harness;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>Reads a chunked body off a connection (RFC 9112 section 7.1), to its last chunk.</summary>
sealed class ChunkedBody(RawConnection connection) : Stream
{
    long left;
    bool isFirst = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0 && !await NextChunk())
        {
            return 0;
        }

        var read = await connection.Stream.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        left -= read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    async Task<bool> NextChunk()
    {
        if (!isFirst)
        {
            await connection.ReadUntil("\r\n");
        }

        isFirst = false;
        left = Convert.ToInt64((await connection.ReadUntil("\r\n")).Split(';')[0].Trim(), 16);
        return left > 0;
    }
}
