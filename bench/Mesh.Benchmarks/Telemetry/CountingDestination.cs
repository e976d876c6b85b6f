using System.Text;
using Mesh.Proxy.Telemetry.AccessLogs;

namespace Mesh.Benchmarks.Telemetry;

/// <summary>A disk that takes everything at once: lines are formatted and handed over, not stored.</summary>
sealed class CountingDestination : ILogDestination
{
    public string FirstLine { get; private set; } = "";

    public void Write(ReadOnlySpan<byte> lines)
    {
        if (FirstLine.Length == 0)
        {
            FirstLine = Encoding.UTF8.GetString(lines[..(lines.IndexOf((byte)'\n') + 1)]);
        }
    }

    public void Reopen()
    {
    }
}
