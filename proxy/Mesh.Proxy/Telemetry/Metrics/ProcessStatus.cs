using System.Globalization;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>What the kernel says of this process (proc(5)), without a Process object's cost.</summary>
readonly record struct ProcessStatus(double CpuSeconds, long VirtualBytes, long ResidentBytes, int OpenFiles)
{
    /// <summary>Fields of /proc/self/stat after the name in parentheses, counted from "state" = 0.</summary>
    const int UserTicks = 11;
    const int SystemTicks = 12;
    const int VirtualSize = 20;
    const int ResidentPages = 21;

    /// <summary>USER_HZ, which is 100 on every Linux ABI.</summary>
    const double TicksPerSecond = 100;

    public static ProcessStatus Read()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStatus(
            (Number(fields, UserTicks) + Number(fields, SystemTicks)) / TicksPerSecond,
            Number(fields, VirtualSize),
            Number(fields, ResidentPages) * Environment.SystemPageSize,
            Directory.GetFiles("/proc/self/fd").Length);
    }

    static long Number(string[] fields, int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
}
