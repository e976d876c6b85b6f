using System.Buffers.Text;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>
/// Appends to a worker's log buffer. A line that does not fit sets <see cref="IsFull"/> and is dropped as a whole by its writer (which then starts it again
/// in an empty buffer), so no half line is ever seen.
/// </summary>
sealed class LogLine
{
    byte[] buffer = [];

    public int Length { get; private set; }

    /// <summary>Something did not fit since <see cref="Use"/>.</summary>
    public bool IsFull { get; private set; }

    public void Use(byte[] bytes, int length)
    {
        buffer = bytes;
        Length = length;
        IsFull = false;
    }


    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (IsFull || !bytes.TryCopyTo(buffer.AsSpan(Length)))
        {
            IsFull = true;
            return;
        }

        Length += bytes.Length;
    }

    public void Append(byte value)
    {
        if (IsFull || Length == buffer.Length)
        {
            IsFull = true;
            return;
        }

        buffer[Length++] = value;
    }

    public void AppendNumber(long value)
    {
        if (IsFull || !Utf8Formatter.TryFormat(value, buffer.AsSpan(Length), out var written))
        {
            IsFull = true;
            return;
        }

        Length += written;
    }

    /// <summary>Two hexadecimal digits.</summary>
    public void AppendHex(byte value)
    {
        Append(HexDigits[value >> 4]);
        Append(HexDigits[value & 15]);
    }

    static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;
}
