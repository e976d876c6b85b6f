using Mesh.Iptables.Options;

namespace Mesh.Iptables.Applying;

/// <summary>Tells the user what happens, on standard error. Standard output belongs to the rules of a dry run.</summary>
internal sealed class CaptureLog(TextWriter writer, LogLevel least)
{
    public void Debug(string message) => Write(LogLevel.Debug, "debug", message);

    public void Info(string message) => Write(LogLevel.Info, "info", message);

    public void Warn(string message) => Write(LogLevel.Warn, "warn", message);

    public void Error(string message) => Write(LogLevel.Error, "error", message);

    private void Write(LogLevel level, string name, string message)
    {
        if (level >= least)
        {
            writer.WriteLine($"{name}: {message.TrimEnd()}");
        }
    }
}
