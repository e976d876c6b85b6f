using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Logging;

/// <summary>Logs as single lines: time, level, area, message. Nothing a peer says can begin a line of its own.</summary>
sealed class LineLoggerProvider(TextWriter output, LogLevel minimum, TimeProvider time) : ILoggerProvider
{
    readonly Lock gate = new();

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, Area(categoryName));

    public void Dispose()
    {
    }

    // "Microsoft.Hosting.Lifetime" and the like are of no interest below a warning.
    internal bool IsEnabled(string area, LogLevel level) =>
        level >= minimum && (level >= LogLevel.Warning || !area.StartsWith("microsoft", StringComparison.Ordinal));

    internal void Write(string area, LogLevel level, string message, Exception? exception)
    {
        var text = exception is null ? message : $"{message} {exception}";
        var line = $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Word(level)} {area} {text.ReplaceLineEndings(" | ")}";
        lock (gate)
            output.WriteLine(line);
    }

    static string Area(string category) => category.ToLowerInvariant();

    static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        LogLevel.None => "none",
    };
}
