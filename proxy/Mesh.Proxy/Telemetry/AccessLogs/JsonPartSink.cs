namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>A part of a JSON string that is put together of several operators and literals: as in a text log, escaped as JSON.</summary>
readonly struct JsonPartSink(LogLine line) : IValueSink
{
    public void Absent() => line.Append((byte)'-');

    public void Number(long value) => line.AppendNumber(value);

    public void Text(ReadOnlySpan<byte> value) => JsonEscaping.Append(line, value);
}
