using System.Diagnostics;

namespace Mesh.Testing.Processes;

/// <summary>Runs a short command to its end.</summary>
public static class Command
{
    /// <summary>Exit code and both outputs.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> Try(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new DaemonException($"{program} {string.Join(' ', arguments)} ran for more than two minutes");
        }

        return (process.ExitCode, await output, await error);
    }

    /// <summary>Standard output of a command that must succeed.</summary>
    public static async Task<string> Run(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await Try(program, arguments);
        return exitCode == 0 ? output : throw new DaemonException($"{program} {string.Join(' ', arguments)} exited with code {exitCode}: {error}{output}");
    }
}
