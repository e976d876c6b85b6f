using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mesh.Testing.Processes;

/// <summary>
/// A child process of a test: its output is collected, lines can be waited for, and it never outlives the test. A daemon that dies unasked makes
/// every wait on it fail with what it printed.
/// </summary>
public sealed class Daemon : IAsyncDisposable
{
    readonly Process process;
    readonly List<string> lines = [];
    readonly object gate = new();
    TaskCompletionSource changed = NewSignal();

    Daemon(string name, Process process)
    {
        Name = name;
        this.process = process;
    }

    public string Name { get; }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Starts a program. Output of both streams is collected line by line.</summary>
    public static Daemon Start(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var daemon = new Daemon(name, process);
        process.OutputDataReceived += (_, line) => daemon.Add(line.Data);
        process.ErrorDataReceived += (_, line) => daemon.Add(line.Data);
        process.Exited += (_, _) => daemon.Signal();
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return daemon;
    }

    /// <summary>The first collected line (old or new) that satisfies the condition.</summary>
    /// <exception cref="DaemonException">It exited, or the time is over; the message holds its last lines.</exception>
    public async Task<string> WaitForLine(Func<string, bool> condition, TimeSpan? within = null)
    {
        using var timeout = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(20));
        for (var seen = 0; ;)
        {
            Task next;
            lock (gate)
            {
                for (; seen < lines.Count; seen++)
                {
                    if (condition(lines[seen]))
                    {
                        return lines[seen];
                    }
                }

                next = changed.Task;
            }

            if (process.HasExited && next.IsCompleted is false && seen == Lines.Count)
            {
                throw new DaemonException($"{Name} exited with code {process.ExitCode}. {Tail()}");
            }

            try
            {
                await next.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new DaemonException($"{Name} did not print the awaited line in time. {Tail()}");
            }
        }
    }

    /// <summary>Sends a signal: 15 TERM, 1 HUP, 9 KILL, 10 USR1, 19 STOP, 18 CONT.</summary>
    public void Signal(int number)
    {
        if (!process.HasExited)
        {
            _ = kill(process.Id, number);
        }
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> WaitForExit(TimeSpan? within = null)
    {
        using var timeout = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new DaemonException($"{Name} did not exit in time. {Tail()}");
        }

        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Signal(9);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public string Tail()
    {
        var all = Lines;
        return $"Its last lines:\n{string.Join('\n', all.Skip(Math.Max(0, all.Count - 30)))}";
    }

    [DllImport("libc", SetLastError = true)]
    static extern int kill(int pid, int signal);

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lines.Add(line);
        }

        Signal();
    }

    void Signal()
    {
        TaskCompletionSource before;
        lock (gate)
        {
            before = changed;
            changed = NewSignal();
        }

        before.TrySetResult();
    }
}
