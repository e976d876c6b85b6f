using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Mesh.Benchmarks;

static class Program
{
    /// <summary>Exit code 1 if an answer was wrong, if nothing ran, or if something that runs per request allocates.</summary>
    static int Main(string[] arguments)
    {
        var ownJob = !arguments.Any(argument => argument is "--job" or "-j");
        // The benchmarks are part of this build: a process of their own would be a second build for nothing.
        string[] effective = ownJob ? arguments : [.. arguments, "--inProcess"];
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(effective, new QuickConfig(ownJob)).ToList();
        if (arguments.Any(argument => argument is "--list" or "--help" or "--info" or "--version"))
        {
            return 0;
        }

        if (ownJob)
        {
            summaries.ForEach(summary => TablePrinter.Print(summary, Console.Out));
        }

        // Other jobs may have no warm-up, whose allocations are no request's.
        var failures = summaries.SelectMany(FailedBenchmarks).Concat(ownJob ? summaries.SelectMany(AllocationGate.FailuresOf) : []).ToList();
        failures.ForEach(Console.Error.WriteLine);
        return failures.Count > 0 || summaries.Sum(summary => summary.Reports.Length) == 0 ? 1 : 0;
    }

    static IEnumerable<string> FailedBenchmarks(Summary summary) =>
        summary.Reports.Where(report => !report.Success).Select(report => $"failed: {report.BenchmarkCase.DisplayInfo}");
}
