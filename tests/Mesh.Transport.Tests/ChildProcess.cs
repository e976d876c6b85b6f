using System.Diagnostics;
using Xunit;

namespace Mesh.Transport.Tests;

/// <summary>
/// Runs a test of this assembly in a process of its own, with limits or namespaces that must not touch the others. In the child the test finds
/// <see cref="IsChild"/> true.
/// </summary>
internal static class ChildProcess
{
    private const string Marker = "MESH_TEST_CHILD";

    public static bool IsChild => Environment.GetEnvironmentVariable(Marker) == "1";

    /// <summary>Runs <paramref name="prologue"/> in a shell under <paramref name="wrapper"/>, then the test; fails with the child's output if that fails.</summary>
    public static void RunTest(string wrapper, string prologue, string method)
    {
        string command = $"{prologue} exec '{Environment.ProcessPath}' '{typeof(ChildProcess).Assembly.Location}' -noLogo -noColor -method '{method}'";
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
        {
            command = $"{prologue} exec '{Environment.ProcessPath}' -noLogo -noColor -method '{method}'";
        }

        string[] words = [.. wrapper.Split(' ', StringSplitOptions.RemoveEmptyEntries), "bash", "-ec", command];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Marker] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The child did not end in time.\n{output.Result}\n{errors.Result}");
        }

        Assert.True(process.ExitCode == 0, $"{output.Result}\n{errors.Result}");
        Assert.Contains("Total: 1,", output.Result, StringComparison.Ordinal);
    }
}
