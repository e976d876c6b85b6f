using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Registry;

/// <summary>All services of the mesh, from every kind of resource that declares one. Immutable.</summary>
sealed class ServiceRegistry
{
    readonly Dictionary<string, List<MeshService>> byHost;

    ServiceRegistry(List<MeshService> services)
    {
        Services = services;
        byHost = services.GroupBy(service => service.Hostname).ToDictionary(group => group.Key, group => group.ToList());
    }

    /// <summary>Every service in order of precedence: of several with one host name the first a proxy may see is the one it gets.</summary>
    public IReadOnlyList<MeshService> Services { get; }

    /// <summary>A service whose resources are the same objects as before is the same object as before.</summary>
    public static ServiceRegistry Of(IReadOnlyCollection<Resource> resources, RegistryMemory memory)
    {
        memory.SweepServices();
        var kubernetes = new KubernetesServices(memory.Mesh);
        var entries = new ServiceEntries(memory.Mesh);
        var services = ResourceAge.Sorted<KubernetesService>(resources)
            .SelectMany(service => memory.Services.Get(new Inputs(service), () => [kubernetes.Read(service)]))
            .Concat(ResourceAge.Sorted<ServiceEntry>(resources)
                .SelectMany(entry => memory.Services.Get(new Inputs(entry), () => [.. entries.Read(entry)])))
            .ToList();
        return new ServiceRegistry(ResolveAliases(services, memory));
    }

    /// <summary>All services of a host name, in order of precedence.</summary>
    public IReadOnlyList<MeshService> ByHost(string hostname) => byHost.GetValueOrDefault(hostname, []);

    /// <summary>What a host stands for in a namespace: the service of that name, else the most specific wildcard that covers it.</summary>
    public MeshService? Find(string hostname, string @namespace)
    {
        if (Visible(hostname, @namespace) is { } exact)
            return exact;
        // Wildcard services are few; they are looked up by each suffix of the host, longest first.
        for (var dot = hostname.IndexOf('.'); dot >= 0; dot = hostname.IndexOf('.', dot + 1))
            if (Visible($"*{hostname[dot..]}", @namespace) is { } wildcard)
                return wildcard;
        return Visible(HostName.Any, @namespace);
    }

    /// <summary>
    /// The service a namespace gets under a host name. A Kubernetes service goes first, so that no ServiceEntry can squat on its name;
    /// then what is private to the namespace; then the oldest.
    /// </summary>
    public MeshService? Visible(string hostname, string @namespace)
    {
        MeshService? best = null;
        foreach (var service in ByHost(hostname))
            if (service.Visibility.Includes(@namespace) && (best is null || Precedes(service, best)))
                best = service;
        return best;
    }

    public static bool Precedes(MeshService service, MeshService other) =>
        service.IsKubernetes != other.IsKubernetes ? service.IsKubernetes : service.Visibility.IsPrivate && !other.Visibility.IsPrivate;

    // ExternalName that names a service of the mesh is another name for it, with its ports and endpoints (2.29).
    static List<MeshService> ResolveAliases(List<MeshService> services, RegistryMemory memory)
    {
        var byName = services.ToLookup(service => service.Hostname);
        return services.ConvertAll(service => AliasTarget(service, byName) is { } target
            ? memory.Aliases.Get(new Inputs(service, target), () => service with
            {
                Ports = target.Ports, AliasOf = target, Resolution = target.Resolution, MeshExternal = target.MeshExternal,
            })
            : service);
    }

    static MeshService? AliasTarget(MeshService service, ILookup<string, MeshService> byName)
    {
        var seen = new HashSet<string>();
        MeshService? target = null;
        for (var name = ExternalNameOf(service); name is not null && seen.Add(name); name = target is null ? null : ExternalNameOf(target))
            target = byName[name].FirstOrDefault(candidate => candidate.Visibility.Includes(service.Namespace)) ?? target;
        return target is null || ExternalNameOf(target) is not null ? null : target;
    }

    static string? ExternalNameOf(MeshService service) =>
        (service.Origin as KubernetesService)?.ExternalName?.TrimEnd('.').ToLowerInvariant() is { Length: > 0 } name ? name : null;
}
