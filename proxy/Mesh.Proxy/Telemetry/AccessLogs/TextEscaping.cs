using System.Buffers;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>
/// Makes values that peers chose harmless in a text log. A line break would forge a line, a quote would forge fields, an escape sequence would reach
/// a terminal: they are printed as \n, \", \xHH, and the backslash as \\, so that what is printed can be told from what was sent. All other bytes are as sent.
/// </summary>
static class TextEscaping
{
    static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\', 0x7F]);

    public static void Append(LogLine line, ReadOnlySpan<byte> value)
    {
        for (int special; (special = value.IndexOfAny(Special)) >= 0; value = value[(special + 1)..])
        {
            line.Append(value[..special]);
            AppendSpecial(line, value[special]);
        }

        line.Append(value);
    }

    static void AppendSpecial(LogLine line, byte value)
    {
        line.Append((byte)'\\');
        switch (value)
        {
            case (byte)'"' or (byte)'\\':
                line.Append(value);
                break;
            case (byte)'\n':
                line.Append((byte)'n');
                break;
            case (byte)'\r':
                line.Append((byte)'r');
                break;
            case (byte)'\t':
                line.Append((byte)'t');
                break;
            default:
                line.Append((byte)'x');
                line.AppendHex(value);
                break;
        }
    }
}
