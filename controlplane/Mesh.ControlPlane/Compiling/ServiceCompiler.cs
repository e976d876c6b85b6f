using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// Service resources. One depends on the proxy only by the rule that is effective for it, so each is compiled once per (service, rule) and
/// the same object is handed to every proxy.
/// </summary>
sealed class ServiceCompiler(MeshTables tables)
{
    readonly PolicyCompiler policies = new(tables.Registry.Mesh);

    public Resource Compile(MeshService service, MergedRule? rule) => tables.Services.Get(
        new Inputs(service, rule), () => tables.Pack(Kind.Service, service.Hostname, Body(service, rule)));

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
        Precedence = PrecedenceOf(service),
    };

    // Istio sorts services by age before it gives out ports (2.29); what no one dated is the oldest, as in every other order of resources.
    static ulong PrecedenceOf(MeshService service) =>
        service.Origin.Meta.CreationTimestamp is { } made ? (ulong)Math.Max(0, made.ToUnixTimeMilliseconds()) : 0;
}
