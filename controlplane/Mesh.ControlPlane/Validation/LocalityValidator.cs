using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for locality and zone-aware load balancing.</summary>
static class LocalityValidator
{
    static readonly string[] TopologyLabels = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"];

    public static void Validate(Findings findings, string at, LocalityLoadBalancerSetting? setting, OutlierDetection? outlier)
    {
        if (setting is null)
        {
            return;
        }

        findings.Require(
            setting.Distribute.Count == 0 || (setting.Failover.Count == 0 && setting.FailoverPriority.Count == 0), $"{at}.distribute",
            "cannot be set together with failover or failoverPriority");
        findings.Require(
            setting.Failover.Count == 0 || !setting.FailoverPriority.Any(label => TopologyLabels.Contains(label)), $"{at}.failoverPriority",
            "must not name topology labels together with failover");
        Distribute(findings, $"{at}.distribute", setting.Distribute);
        Failover(findings, $"{at}.failover", setting.Failover);
        if (outlier is null && setting.Failover.Count + setting.FailoverPriority.Count > 0)
        {
            findings.Warning(at, "failover has no effect without outlierDetection");
        }
    }

    public static void ZoneAware(Findings findings, string at, ZoneAwareSetting? setting)
    {
        if (setting is null)
        {
            return;
        }

        Failover(findings, $"{at}.failover", setting.Failover);
        findings.Require(
            !setting.FailoverPriority.Any(label => TopologyLabels.Contains(label)), $"{at}.failoverPriority",
            "must not name topology labels, regions and zones are ordered already");
        findings.Require(setting.MinClusterSize is null or >= 1, $"{at}.minClusterSize", "must be at least 1");
    }

    static void Distribute(Findings findings, string field, IReadOnlyList<LocalityDistribute> distribute)
    {
        for (var i = 0; i < distribute.Count; i++)
        {
            var at = $"{field}[{i}]";
            findings.Check($"{at}.from", Locality(distribute[i].From));
            foreach (var (to, weight) in distribute[i].To)
            {
                findings.Check($"{at}.to[{to}]", Locality(to));
                findings.Require(weight is >= 1 and <= 100, $"{at}.to[{to}]", $"must be between 1 and 100, is {weight}");
            }

            var total = distribute[i].To.Values.Sum(weight => (long)weight);
            findings.Require(total == 100, $"{at}.to", $"must add up to 100, they make {total}");
        }
    }

    static void Failover(Findings findings, string field, IReadOnlyList<LocalityFailover> failover)
    {
        for (var i = 0; i < failover.Count; i++)
        {
            var (from, to) = (failover[i].From, failover[i].To);
            findings.Require(from != to, $"{field}[{i}]", $"must name two regions, both are \"{from}\"");
            findings.Require(
                !$"{from}{to}".AsSpan().ContainsAny('/', '*'), $"{field}[{i}]", "must name regions only, without zone or wildcard");
        }
    }

    static string? Locality(string locality)
    {
        var parts = locality.Split('/', 3);
        var star = locality.IndexOf('*');
        return Array.TrueForAll(parts, part => part.Length > 0) && (star < 0 || star == locality.Length - 1)
            ? null
            : $"must be region[/zone[/subzone]] with * at the end only, is \"{locality}\"";
    }
}
