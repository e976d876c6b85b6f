using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Mesh.Benchmarks;

/// <summary>All benchmarks in a few minutes: short iterations in this process. Good for ratios and for bytes; a claim about time wants <c>--job medium</c>.</summary>
sealed class QuickConfig : ManualConfig
{
    const int WarmupIterations = 3;
    const int MeasuredIterations = 8;

    static readonly TimeInterval Iteration = TimeInterval.FromMilliseconds(60);

    /// <param name="withJob">False: the command line names a job.</param>
    public QuickConfig(bool withJob)
    {
        if (withJob)
        {
            AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithWarmupCount(WarmupIterations).WithIterationCount(MeasuredIterations).WithIterationTime(Iteration).WithId("quick"));
        }

        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Metrics);
        AddColumn(StatisticColumn.Mean, StatisticColumn.Error, StatisticColumn.StdDev);
        AddLogger(withJob ? new QuietLogger(ConsoleLogger.Default) : ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        WithArtifactsPath(Path.Combine("artifacts", "bench"));
        WithOptions(ConfigOptions.DisableLogFile);
    }
}
