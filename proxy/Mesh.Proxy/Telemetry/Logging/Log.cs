using System.Runtime.CompilerServices;
using System.Text;

namespace Mesh.Proxy.Telemetry.Logging;

/// <summary>
/// The proxy's own log: one line per event to standard error, as "time, level, area, message" between tabs. A line whose level is off costs one comparison
/// and formats nothing. What a peer can trigger at will goes through a <see cref="LogLimit"/>.
/// </summary>
static class Log
{
    static readonly LogLevel[] Levels = [.. Enumerable.Repeat(LogLevel.Info, Enum.GetValues<LogArea>().Length)];
    static readonly object Gate = new();

    /// <summary>Where lines go; tests put their own in its place.</summary>
    internal static Action<string> Output { get; set; } = WriteToStandardError;

    internal static TimeProvider Time { get; set; } = TimeProvider.System;

    public static LogLevel LevelOf(LogArea area) => Levels[(int)area];

    public static void SetLevel(LogArea area, LogLevel level) => Levels[(int)area] = level;

    public static void SetLevel(LogLevel level) => Array.Fill(Levels, level);

    public static bool IsOn(LogArea area, LogLevel level) => level >= Levels[(int)area] && level != LogLevel.Off;

    /// <summary>The message is formatted only if the line is written.</summary>
    public static void Write(LogArea area, LogLevel level, [InterpolatedStringHandlerArgument(nameof(area), nameof(level))] ref LogMessage message)
    {
        if (message.IsOn)
        {
            Emit(area, level, message.TakeText());
        }
    }

    /// <summary>As the other, at most as often as <paramref name="limit"/> allows.</summary>
    public static void Write(
        LogArea area, LogLevel level, LogLimit limit, [InterpolatedStringHandlerArgument(nameof(area), nameof(level), nameof(limit))] ref LogMessage message)
    {
        if (message.IsOn)
        {
            var suppressed = limit.TakeSuppressed();
            Emit(area, level, suppressed == 0 ? message.TakeText() : $"{message.TakeText()} ({suppressed} more like it were not logged)");
        }
    }

    static void Emit(LogArea area, LogLevel level, string text)
    {
        var line = new StringBuilder(text.Length + 64)
            .Append(Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture))
            .Append('\t').Append(level.ToString().ToLowerInvariant())
            .Append('\t').Append(area.ToString().ToLowerInvariant())
            .Append('\t');
        foreach (var character in text)
        {
            // One event, one line: what a peer sent must not forge another, nor reach a terminal as an escape sequence.
            line.Append(char.IsControl(character) ? ' ' : character);
        }

        Output(line.Append('\n').ToString());
    }

    static void WriteToStandardError(string line)
    {
        lock (Gate)
        {
            try
            {
                Console.Error.Write(line);
            }
            catch (IOException)
            {
                // Nobody reads it: there is no one to tell.
            }
        }
    }
}
