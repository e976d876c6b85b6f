using System.ComponentModel;
using System.Diagnostics;

namespace Mesh.Iptables.Applying;

/// <summary>Runs programs found on PATH or, since init systems give a short PATH, in the usual system directories.</summary>
internal sealed class CommandRunner : ICommandRunner
{
    // Longer than the wait for the xtables lock: a program that takes more hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string[] SystemDirectories = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    public bool Exists(string program) => Find(program) is not null;

    public CommandResult Run(string program, IReadOnlyList<string> arguments, string input = "")
    {
        var path = Find(program) ?? throw new CaptureException(FailureExplainer.MissingProgram(program));
        try
        {
            using var process = Process.Start(Start(path, arguments))!;
            return Finish(process, program, input);
        }
        catch (Win32Exception e)
        {
            throw new CaptureException($"{path} cannot be started: {e.Message}");
        }
    }

    private static CommandResult Finish(Process process, string program, string input)
    {
        // Both are read while the input is written: a full pipe in either direction would block both sides for ever.
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Write(process, input);
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new CaptureException($"{program} did not end within {Limit.TotalSeconds} s and was killed");
        }

        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static void Write(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended before it read everything; its exit code and error text say why.
        }
    }

    private static ProcessStartInfo Start(string path, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Error texts are recognised by their English words.
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private static string? Find(string program)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(SystemDirectories).Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
    }
}
