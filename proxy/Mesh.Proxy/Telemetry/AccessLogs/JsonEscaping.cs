using System.Buffers;
using System.Text;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>The inside of a JSON string (RFC 8259 section 7). Bytes that are not UTF-8 become the characters of the same number, so that the line is always valid JSON.</summary>
static class JsonEscaping
{
    static readonly SearchValues<byte> Special =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x81)).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    public static void Append(LogLine line, ReadOnlySpan<byte> value)
    {
        for (int special; (special = value.IndexOfAny(Special)) >= 0;)
        {
            line.Append(value[..special]);
            value = value[special..];
            value = value[AppendSpecial(line, value)..];
        }

        line.Append(value);
    }

    /// <summary>Returns how many bytes were taken.</summary>
    static int AppendSpecial(LogLine line, ReadOnlySpan<byte> value)
    {
        if (value[0] > 0x7F && Rune.DecodeFromUtf8(value, out _, out var length) == OperationStatus.Done)
        {
            line.Append(value[..length]);
            return length;
        }

        switch (value[0])
        {
            case (byte)'"' or (byte)'\\':
                line.Append((byte)'\\');
                line.Append(value[0]);
                break;
            case (byte)'\n':
                line.Append("\\n"u8);
                break;
            case (byte)'\r':
                line.Append("\\r"u8);
                break;
            case (byte)'\t':
                line.Append("\\t"u8);
                break;
            default:
                line.Append("\\u00"u8);
                line.AppendHex(value[0]);
                break;
        }

        return 1;
    }
}
