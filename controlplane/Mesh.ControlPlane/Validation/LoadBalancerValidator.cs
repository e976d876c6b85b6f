using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for <c>loadBalancer</c>.</summary>
static class LoadBalancerValidator
{
    const long MaglevCeiling = 5_000_011;

    public static void Validate(Findings findings, string at, LoadBalancerSettings? balancer, OutlierDetection? outlier)
    {
        if (balancer is null)
        {
            return;
        }

        findings.Require(
            balancer.LocalityLbSetting is null || balancer.ZoneAwareLbSetting is null, $"{at}.zoneAwareLbSetting",
            "cannot be set together with localityLbSetting");
        Hash(findings, $"{at}.consistentHash", balancer.ConsistentHash);
        LocalityValidator.Validate(findings, $"{at}.localityLbSetting", balancer.LocalityLbSetting, outlier);
        LocalityValidator.ZoneAware(findings, $"{at}.zoneAwareLbSetting", balancer.ZoneAwareLbSetting);
        if (balancer.Warmup is { } warmup)
        {
            DurationRule.AtLeastOneMillisecond(findings, $"{at}.warmup.duration", warmup.Duration);
            findings.Require(
                warmup.MinimumPercent is null or (>= 0 and <= 100), $"{at}.warmup.minimumPercent", "must be between 0 and 100");
            findings.Require(warmup.Aggression is null or > 0, $"{at}.warmup.aggression", "must be greater than 0");
        }
    }

    static void Hash(Findings findings, string at, ConsistentHash? hash)
    {
        if (hash is null)
        {
            return;
        }

        if (hash.MaglevTableSize is { } size)
        {
            findings.Require(
                size < MaglevCeiling && IsPrime(size), $"{at}.maglev.tableSize", $"must be a prime below {MaglevCeiling}, is {size}");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var attributes = hash.HttpCookie?.Attributes ?? [];
        for (var i = 0; i < attributes.Count; i++)
        {
            findings.Require(
                names.Add(attributes[i].Name), $"{at}.httpCookie.attributes[{i}].name",
                $"must be unique, \"{attributes[i].Name}\" is there already");
        }

        DurationRule.ZeroOrMore(findings, $"{at}.httpCookie.ttl", hash.HttpCookie?.Ttl);
    }

    static bool IsPrime(long number)
    {
        for (long factor = 2; factor * factor <= number; factor++)
        {
            if (number % factor == 0)
            {
                return false;
            }
        }

        return number > 1;
    }
}
