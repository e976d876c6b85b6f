using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Logging;

/// <summary>The logger of one area.</summary>
sealed class LineLogger(LineLoggerProvider provider, string area) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => provider.IsEnabled(area, logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            provider.Write(area, logLevel, formatter(state, exception), exception);
    }
}
