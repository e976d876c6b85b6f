using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>loadBalancer</c>.</summary>
static class LoadBalancerReader
{
    public static LoadBalancerSettings Read(FieldReader settings)
    {
        var read = new LoadBalancerSettings
        {
            Simple = settings.Enum("simple", NetworkingEnums.LoadBalancer),
            ConsistentHash = settings.Object("consistentHash", ConsistentHashReader.Read),
            BackendUtilization = settings.Object("backendUtilization", BackendUtilization),
            LocalityLbSetting = settings.Object("localityLbSetting", LocalityReader.Read),
            ZoneAwareLbSetting = settings.Object("zoneAwareLbSetting", LocalityReader.ZoneAware),
            Warmup = WarmupOf(settings),
        };
        if (settings.Has("simple") && settings.Has("consistentHash"))
        {
            settings.Error("consistentHash", "cannot be set together with simple");
        }

        return read;
    }

    static Warmup? WarmupOf(FieldReader settings)
    {
        var deprecated = settings.Duration("warmupDurationSecs");
        return settings.Object("warmup", WarmupBlock) ?? (deprecated is { } duration ? new Warmup(duration, null, null) : null);
    }

    static Warmup WarmupBlock(FieldReader warmup)
    {
        if (!warmup.Has("duration"))
        {
            warmup.Missing("duration");
        }

        return new Warmup(warmup.Duration("duration") ?? default, warmup.Number("minimumPercent"), warmup.Number("aggression"));
    }

    static BackendUtilization BackendUtilization(FieldReader settings) => new()
    {
        ErrorUtilizationPenaltyPercent = (int?)settings.UInt32("errorUtilizationPenaltyPercent"),
        MetricNamesForComputingUtilization = settings.Texts("metricNamesForComputingUtilization"),
        WeightExpirationPeriod = settings.Duration("weightExpirationPeriod"),
        WeightStabilizationPeriod = settings.Duration("weightStabilizationPeriod"),
        WeightUpdatePeriod = settings.Duration("weightUpdatePeriod"),
    };
}
