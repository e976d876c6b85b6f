using System.Text;
using Mesh.Proxy.Telemetry.AccessLogs;

namespace Mesh.Proxy.Tests.Telemetry.AccessLogs;

/// <summary>A log that can be read, and can stall or fail.</summary>
sealed class MemoryDestination : ILogDestination
{
    readonly StringBuilder written = new();

    public ManualResetEventSlim Open { get; } = new(initialState: true);

    public ManualResetEventSlim Reached { get; } = new();

    public bool Fails { get; set; }

    public int Reopened { get; private set; }

    public string Text
    {
        get
        {
            lock (written)
            {
                return written.ToString();
            }
        }
    }

    public void Write(ReadOnlySpan<byte> lines)
    {
        Reached.Set();
        Open.Wait();
        if (Fails)
        {
            throw new IOException("no space left on device");
        }

        lock (written)
        {
            written.Append(Encoding.UTF8.GetString(lines));
        }
    }

    public void Reopen() => Reopened++;
}
