using System.Globalization;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>What the kernel says of a process (proc(5)).</summary>
static class ProcessUse
{
    const int UserTicks = 11;
    const int SystemTicks = 12;

    public static long ResidentBytes(int id) =>
        1024 * long.Parse(
            File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))["VmRSS:".Length..].Replace("kB", "").Trim(),
            CultureInfo.InvariantCulture);

    public static int OpenFiles(int id) => Directory.GetFiles($"/proc/{id}/fd").Length;

    public static TimeSpan Cpu(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[UserTicks], CultureInfo.InvariantCulture) + long.Parse(fields[SystemTicks], CultureInfo.InvariantCulture)));
    }
}
