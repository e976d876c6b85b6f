using System.Globalization;

namespace Mesh.Proxy.Identity;

/// <summary>
/// The CPU quota that this process's cgroup, or one above it, sets (cgroup v2 cpu.max; v1 cpu.cfs_quota_us and cpu.cfs_period_us). In a container the
/// cgroup file system shows the container's own cgroup as its root, so the root is always looked at too.
/// </summary>
static class CgroupCpuLimit
{
    const string Root = "/sys/fs/cgroup";

    /// <summary>CPUs, of which the smallest limit counts; null if there is none.</summary>
    public static double? Read(Func<string, string?> readFile)
    {
        var membership = readFile("/proc/self/cgroup") ?? "";
        double? limit = null;
        foreach (var line in membership.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // hierarchy-ID:controllers:path
            var parts = line.Split(':', 3);
            if (parts.Length == 3 && LimitOf(parts[1], parts[2], readFile) is { } found)
            {
                limit = Math.Min(found, limit ?? double.MaxValue);
            }
        }

        return limit;
    }

    static double? LimitOf(string controllers, string path, Func<string, string?> readFile)
    {
        if (controllers.Length == 0)
        {
            return Smallest(path, folder => UnifiedQuota(readFile($"{Root}{folder}/cpu.max")));
        }

        return controllers.Split(',').Contains("cpu")
            ? Smallest(path, folder => LegacyQuota(readFile, $"{Root}/cpu{folder}") ?? LegacyQuota(readFile, $"{Root}/cpu,cpuacct{folder}"))
            : null;
    }

    /// <summary>From the process's cgroup up to the root.</summary>
    static double? Smallest(string path, Func<string, double?> quotaOf)
    {
        double? limit = null;
        for (var folder = path.TrimEnd('/'); ; folder = folder[..folder.LastIndexOf('/')])
        {
            if (quotaOf(folder) is { } quota)
            {
                limit = Math.Min(quota, limit ?? double.MaxValue);
            }

            if (!folder.Contains('/'))
            {
                return limit;
            }
        }
    }

    /// <summary>"max 100000" or "150000 100000".</summary>
    static double? UnifiedQuota(string? text) => text?.Trim().Split(' ') is [var quota, var period] ? Divide(quota, period) : null;

    static double? LegacyQuota(Func<string, string?> readFile, string folder) =>
        readFile($"{folder}/cpu.cfs_quota_us") is { } quota && readFile($"{folder}/cpu.cfs_period_us") is { } period
            ? Divide(quota.Trim(), period.Trim())
            : null;

    /// <summary>"max" and -1 mean no limit.</summary>
    static double? Divide(string quota, string period) =>
        long.TryParse(quota, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var allowed) && allowed > 0
        && long.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out var per) && per > 0
            ? (double)allowed / per
            : null;
}
