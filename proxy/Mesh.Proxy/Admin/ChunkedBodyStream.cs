using System.IO.Pipelines;
using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Admin;

/// <summary>
/// A response body that is written while it is made: each write becomes a chunk (RFC 9112 section 7.1), or goes out as it is to a client of HTTP/1.0. A write
/// completes when the kernel has taken it, so a slow reader holds one write's bytes and no more.
/// </summary>
sealed class ChunkedBodyStream(PipeWriter output, bool isChunked, AdminDeadline deadline) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return;
        }

        Append(buffer.Span);
        deadline.Set(AdminDeadline.Busy);
        if ((await output.FlushAsync(cancellationToken)).IsCompleted)
        {
            throw new IOException("the client has gone");
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Ends the body.</summary>
    public void End()
    {
        if (isChunked)
        {
            var writer = new Http1Writer(output);
            writer.Write("0\r\n\r\n"u8);
            writer.Commit();
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Writing waits for the client: use WriteAsync.");

    void Append(ReadOnlySpan<byte> bytes)
    {
        var writer = new Http1Writer(output);
        if (isChunked)
        {
            writer.WriteHex((ulong)bytes.Length);
            writer.WriteCrLf();
        }

        writer.Write(bytes);
        if (isChunked)
        {
            writer.WriteCrLf();
        }

        writer.Commit();
    }
}
