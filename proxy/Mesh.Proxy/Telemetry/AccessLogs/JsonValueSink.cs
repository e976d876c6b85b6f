namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>A whole JSON value: null for absent ones, numbers as numbers.</summary>
readonly struct JsonValueSink(LogLine line) : IValueSink
{
    public void Absent() => line.Append("null"u8);

    public void Number(long value) => line.AppendNumber(value);

    public void Text(ReadOnlySpan<byte> value)
    {
        line.Append((byte)'"');
        JsonEscaping.Append(line, value);
        line.Append((byte)'"');
    }
}
