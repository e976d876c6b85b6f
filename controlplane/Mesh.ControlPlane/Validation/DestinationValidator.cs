using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for destinations and their weights.</summary>
static class DestinationValidator
{
    public static void Validate(Findings findings, string at, Destination? destination)
    {
        if (destination is null)
        {
            return;
        }

        findings.Check($"{at}.host", destination.Host == "*" ? "must name a service, is *" : HostSyntax.WildcardDomain(destination.Host));
        findings.Check($"{at}.subset", destination.Subset is { } subset ? NameSyntax.AnyCaseLabel(subset) : null);
        findings.Require(
            destination.Port is null or (> 0 and <= ushort.MaxValue), $"{at}.port.number", "must be between 1 and 65535, is 0");
    }

    /// <summary>Each entry by itself, and that together they can be picked from.</summary>
    public static void Weighted<T>(
        Findings findings, string at, IReadOnlyList<T> entries, Func<T, Destination> destination, Func<T, int> weight)
    {
        long total = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            Validate(findings, $"{at}[{i}].destination", destination(entries[i]));
            findings.Require(weight(entries[i]) >= 0, $"{at}[{i}].weight", $"must be >= 0, is {weight(entries[i])}");
            total += weight(entries[i]);
        }

        findings.Require(entries.Count < 2 || total != 0, at, "must have weights that add up to more than 0");
        findings.Require(total <= uint.MaxValue, at, $"must have weights that add up to at most {uint.MaxValue}, they make {total}");
    }
}
