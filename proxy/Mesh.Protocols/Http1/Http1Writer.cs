using System.Buffers;
using System.Buffers.Text;

namespace Mesh.Protocols.Http1;

/// <summary>
/// Writes the parts of a head into a span or an <see cref="IBufferWriter{T}"/>, without allocating. Into a span: when something does not
/// fit, it is not written, <see cref="Overflowed"/> is set and nothing is written after it. Into a buffer writer: <see cref="Commit"/>
/// hands over what was written.
/// </summary>
public ref struct Http1Writer
{
    const int MaxNumberLength = 20;

    readonly IBufferWriter<byte>? output;
    Span<byte> free;
    int uncommitted;

    public Http1Writer(Span<byte> destination) => free = destination;

    public Http1Writer(IBufferWriter<byte> output) => this.output = output;

    /// <summary>Bytes written so far.</summary>
    public int Written { get; private set; }

    public bool Overflowed { get; private set; }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (Reserve(bytes.Length))
        {
            bytes.CopyTo(free);
            Take(bytes.Length);
        }
    }

    public void WriteCrLf() => Write("\r\n"u8);

    public void WriteDecimal(long value)
    {
        Span<byte> digits = stackalloc byte[MaxNumberLength];
        Utf8Formatter.TryFormat(value, digits, out var length);
        Write(digits[..length]);
    }

    /// <summary>Lower case, no prefix, no leading zeros: a chunk size.</summary>
    public void WriteHex(ulong value)
    {
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(value, digits, out var length, 'x');
        Write(digits[..length]);
    }

    public void WriteDate(long unixSeconds)
    {
        if (Reserve(Http1Date.Length))
        {
            Http1Date.TryWrite(free, unixSeconds);
            Take(Http1Date.Length);
        }
    }

    /// <summary>HTTP/1.1, code and the reason phrase of RFC 9110, CRLF.</summary>
    public void WriteStatusLine(int status)
    {
        Write("HTTP/1.1 "u8);
        WriteDecimal(status);
        Write(" "u8);
        Write(Http1Reasons.Of(status));
        WriteCrLf();
    }

    /// <summary>
    /// name: value CRLF. False, and nothing written, if the name is not a token or the value holds what no value may: whatever a value was
    /// made from, it cannot end its line (response splitting).
    /// </summary>
    public bool WriteField(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        if (!Http1Grammar.IsToken(name) || !Http1Grammar.IsFieldValue(value))
        {
            return false;
        }

        WriteName(name);
        Write(value);
        WriteCrLf();
        return true;
    }

    /// <summary>name: number CRLF, for names that are constants.</summary>
    public void WriteField(scoped ReadOnlySpan<byte> name, long value)
    {
        WriteName(name);
        WriteDecimal(value);
        WriteCrLf();
    }

    public void WriteDateField(long unixSeconds)
    {
        WriteName("date"u8);
        WriteDate(unixSeconds);
        WriteCrLf();
    }

    /// <summary>Into a buffer writer: advances it over what was written since the last commit. Into a span: nothing.</summary>
    public void Commit()
    {
        output?.Advance(uncommitted);
        uncommitted = 0;
        free = output is null ? free : default;
    }

    void WriteName(scoped ReadOnlySpan<byte> name)
    {
        Write(name);
        Write(": "u8);
    }

    bool Reserve(int length)
    {
        if (free.Length < length && output is not null)
        {
            Commit();
            free = output.GetSpan(length);
        }

        Overflowed |= free.Length < length;
        return !Overflowed;
    }

    void Take(int length)
    {
        free = free[length..];
        Written += length;
        uncommitted += length;
    }
}
