using System.Globalization;
using Mesh.Proxy.Telemetry.Metrics;

namespace Mesh.Proxy.Admin.Pages;

/// <summary>/memory: Envoy's keys, as far as they have a meaning here.</summary>
static class MemoryPage
{
    public static AdminPage Page() => new("/memory", "memory in use, as JSON", _ => JsonBody.Of(writer =>
    {
        var heap = GC.GetGCMemoryInfo();
        writer.WriteString("allocated", Number(GC.GetTotalMemory(forceFullCollection: false)));
        writer.WriteString("heap_size", Number(heap.TotalCommittedBytes));
        writer.WriteString("total_physical_bytes", Number(ProcessStatus.Read().ResidentBytes));
        writer.WriteString("total_allocated_since_start", Number(GC.GetTotalAllocatedBytes()));
        writer.WriteString("collections", Number(GC.CollectionCount(0)));
    }));

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
