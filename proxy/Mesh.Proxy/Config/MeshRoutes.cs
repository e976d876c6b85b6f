namespace Mesh.Proxy.Config;

/// <summary>Which Routes resource has a service: the one with the most specific domain that covers its hostname (3.1).</summary>
sealed class MeshRoutes
{
    readonly Dictionary<string, RoutesPlan> exact = new(StringComparer.Ordinal);
    readonly List<(string Domain, RoutesPlan Plan)> wildcards = [];

    /// <param name="routes">Of two with one domain the first has it; the control plane sends no such two.</param>
    public MeshRoutes(IEnumerable<RoutesPlan> routes)
    {
        foreach (var plan in routes.Where(plan => plan.IsMesh))
        {
            foreach (var domain in plan.Domains)
            {
                if (domain == "*" || DomainName.IsWildcard(domain))
                    wildcards.Add((domain, plan));
                else
                    exact.TryAdd(domain, plan);
            }
        }

        // Stable: the first of equals stays the first.
        wildcards = [.. wildcards.OrderByDescending(entry => DomainName.Rank(entry.Domain))];
    }

    /// <summary>Null: no VirtualService.</summary>
    public RoutesPlan? For(string hostname)
    {
        if (exact.TryGetValue(hostname, out var plan))
            return plan;
        foreach (var (domain, wildcard) in wildcards)
        {
            if (DomainName.Covers(domain, hostname))
                return wildcard;
        }

        return null;
    }

    /// <summary>Domains with their rules that may be no service's.</summary>
    public IEnumerable<(string Domain, RoutesPlan Plan)> All => exact.Select(entry => (entry.Key, entry.Value)).Concat(wildcards);
}
