using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// Service and Endpoints resources. Neither depends on the proxy beyond the rule that is effective for it, so each is compiled once per
/// (service, rule) and the same object is handed to every proxy.
/// </summary>
sealed class ServiceCompiler(MeshConfig mesh, ResourceInterner interner)
{
    readonly PolicyCompiler policies = new(mesh);
    readonly Dictionary<(MeshService, MergedRule?), Resource> services = new(IdentityComparer.Instance);
    readonly Dictionary<MeshService, Resource> endpoints = new(ReferenceEqualityComparer.Instance);

    public Resource Service(MeshService service, MergedRule? rule)
    {
        if (!services.TryGetValue((service, rule), out var resource))
            services[(service, rule)] = resource = interner.Pack(Kind.Service, service.Hostname, Body(service, rule));
        return resource;
    }

    public Resource Endpoints(MeshService service)
    {
        if (!endpoints.TryGetValue(service, out var resource))
            endpoints[service] = resource = interner.Pack(
                Kind.Endpoints, service.Hostname, new Endpoints { Hostname = service.Hostname, Endpoints_ = { service.Endpoints } });
        return resource;
    }

    Service Body(MeshService service, MergedRule? rule) => new()
    {
        Hostname = service.Hostname,
        Name = service.Name,
        Namespace = service.Namespace,
        Addresses = { service.Addresses },
        Ports = { service.Ports.Select(port => new ServicePort { Number = (uint)port.Number, Name = port.Name, Protocol = port.Protocol }) },
        Resolution = service.Resolution,
        MeshExternal = service.MeshExternal,
        ClusterDomainSuffix = service.IsKubernetes ? HostName.ServiceSuffix : "",
        Subsets = { policies.Subsets(service, rule) },
        Headless = service.Headless,
        PolicyOrigin = rule?.Origin ?? "",
    };

    // Records compare by value; two services that happen to be equal are still compiled by identity, which is cheap and exact.
    sealed class IdentityComparer : IEqualityComparer<(MeshService, MergedRule?)>
    {
        public static IdentityComparer Instance { get; } = new();

        public bool Equals((MeshService, MergedRule?) x, (MeshService, MergedRule?) y) =>
            ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

        public int GetHashCode((MeshService, MergedRule?) key) => HashCode.Combine(
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Item1),
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Item2));
    }
}
