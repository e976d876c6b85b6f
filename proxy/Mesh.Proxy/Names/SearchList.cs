namespace Mesh.Proxy.Names;

/// <summary>
/// Which names a name stands for, in the order in which they are looked for (resolv.conf(5), ndots). Kubernetes gives its pods ndots:5 and a search list, so that
/// <c>reviews</c> and <c>reviews.default</c> are found below <c>svc.cluster.local</c>, and everything else last.
/// </summary>
static class SearchList
{
    public static IReadOnlyList<string> Of(string name, ResolverConfiguration configuration)
    {
        if (name.EndsWith('.'))
        {
            return [name[..^1]];
        }

        var below = configuration.Search.Select(domain => $"{name}.{domain}");
        return name.Count(c => c == '.') >= configuration.Dots ? [name, .. below] : [.. below, name];
    }
}
