namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>Values in a text log: "-" for absent ones.</summary>
readonly struct TextValueSink(LogLine line) : IValueSink
{
    public void Absent() => line.Append((byte)'-');

    public void Number(long value) => line.AppendNumber(value);

    public void Text(ReadOnlySpan<byte> value) => TextEscaping.Append(line, value);
}
