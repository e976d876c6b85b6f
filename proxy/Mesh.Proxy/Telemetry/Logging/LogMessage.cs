using System.Runtime.CompilerServices;

namespace Mesh.Proxy.Telemetry.Logging;

/// <summary>An interpolated string that is built only if its line will be written.</summary>
[InterpolatedStringHandler]
ref struct LogMessage
{
    DefaultInterpolatedStringHandler text;

    public LogMessage(int literalLength, int formattedCount, LogArea area, LogLevel level, out bool isOn)
    {
        IsOn = isOn = Log.IsOn(area, level);
        text = isOn ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public LogMessage(int literalLength, int formattedCount, LogArea area, LogLevel level, LogLimit limit, out bool isOn)
    {
        IsOn = isOn = Log.IsOn(area, level) && limit.Allow();
        text = isOn ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public bool IsOn { get; }

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => text.AppendFormatted(value, format);

    public void AppendFormatted(ReadOnlySpan<char> value) => text.AppendFormatted(value);

    public string TakeText() => text.ToStringAndClear();
}
