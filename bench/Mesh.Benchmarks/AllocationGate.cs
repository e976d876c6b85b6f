using BenchmarkDotNet.Reports;

namespace Mesh.Benchmarks;

/// <summary>Benchmarks of <see cref="PerRequest"/> must allocate nothing: bytes repeat exactly where times do not, so they can be a gate.</summary>
static class AllocationGate
{
    /// <summary>Category of what runs for every request.</summary>
    public const string PerRequest = "PerRequest";

    /// <summary>Bytes of the smallest object: less per operation is one object in many, such as a table that grew once.</summary>
    const long SmallestObject = 24;

    public static IEnumerable<string> FailuresOf(Summary summary) =>
        from report in summary.Reports
        where report.BenchmarkCase.Descriptor.HasCategory(PerRequest)
        let bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
        where bytes >= SmallestObject
        select $"allocates {bytes} bytes per operation: {report.BenchmarkCase.DisplayInfo}";
}
