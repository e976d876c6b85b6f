using BenchmarkDotNet.Reports;

namespace Mesh.Benchmarks;

/// <summary>Benchmarks of <see cref="PerRequest"/> must allocate nothing: bytes repeat exactly where times do not, so they can be a gate.</summary>
static class AllocationGate
{
    /// <summary>Category of what runs for every request.</summary>
    public const string PerRequest = "PerRequest";

    public static IEnumerable<string> FailuresOf(Summary summary) =>
        from report in summary.Reports
        where report.BenchmarkCase.Descriptor.HasCategory(PerRequest)
        let bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
        where bytes > 0
        select $"allocates {bytes} bytes per operation: {report.BenchmarkCase.DisplayInfo}";
}
