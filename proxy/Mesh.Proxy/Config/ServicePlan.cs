using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Config;

/// <summary>A Service resource, checked and reduced to what the proxy keeps in memory.</summary>
sealed class ServicePlan
{
    /// <summary>As the resource is called: its endpoints are called the same.</summary>
    public required string ResourceName { get; init; }

    /// <summary>In lower case.</summary>
    public required string Hostname { get; init; }

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Where two services claim one place the lower has it (2.29): the compiler's word.</summary>
    public required ulong Precedence { get; init; }

    public required string PolicyOrigin { get; init; }

    public required Resolution Resolution { get; init; }

    public required bool Headless { get; init; }

    /// <summary>VIPs and CIDRs; without 0.0.0.0 and ::, which say that there is none.</summary>
    public required AddressPrefix[] Addresses { get; init; }

    /// <summary>Hosts that mean this service (2.28), the hostname first; without <see cref="ShortName"/>.</summary>
    public required string[] Domains { get; init; }

    /// <summary>The bare name, which only callers of the same namespace may use; null outside of Kubernetes.</summary>
    public required string? ShortName { get; init; }

    /// <summary>Without UDP.</summary>
    public required Port[] Ports { get; init; }

    /// <summary>The whole service ("") first.</summary>
    public required Subset[] Subsets { get; init; }

    internal readonly record struct Port(int Number, PortKind Kind, UpstreamVersion Version);

    /// <exception cref="RejectedException">Something in it contradicts itself.</exception>
    public static ServicePlan Read(Service service)
    {
        var hostname = DomainName.Read(service.Hostname);
        return new ServicePlan
        {
            ResourceName = service.Hostname,
            Hostname = hostname,
            Name = service.Name,
            Namespace = service.Namespace,
            Precedence = service.Precedence,
            PolicyOrigin = service.PolicyOrigin,
            Resolution = service.Resolution,
            Headless = service.Headless,
            Addresses = [.. ReadAddresses(service)],
            Domains = [.. DomainsOf(hostname, service).Distinct()],
            ShortName = IsKubernetes(hostname, service) ? service.Name.ToLowerInvariant() : null,
            Ports = ReadPorts(service),
            Subsets = ReadSubsets(service),
        };
    }

    /// <summary>The hosts that mean this service for a caller of a namespace.</summary>
    public string[] DomainsFor(string callerNamespace)
    {
        if (ShortName is null || callerNamespace != Namespace || Domains.Contains(ShortName))
            return Domains;
        return Headless ? [.. Domains, ShortName, $"*.{ShortName}"] : [.. Domains, ShortName];
    }

    static IEnumerable<AddressPrefix> ReadAddresses(Service service) =>
        service.Addresses.Where(cidr => !ContractAddress.IsUnspecified(ContractAddress.Read(cidr.Address)) || cidr.PrefixLength == 0)
            .Select(ContractAddress.Read)
            .Distinct();

    static bool IsKubernetes(string hostname, Service service) =>
        service.ClusterDomainSuffix.Length > 0 && service.Name.Length > 0 && service.Namespace.Length > 0
        && hostname.EndsWith($".{service.ClusterDomainSuffix}", StringComparison.OrdinalIgnoreCase);

    // A pod of a StatefulSet is POD.SERVICE...: every name of a headless service has a wildcard.
    static IEnumerable<string> DomainsOf(string hostname, Service service)
    {
        IEnumerable<string> names = [hostname];
        if (IsKubernetes(hostname, service))
        {
            var name = $"{service.Name}.{service.Namespace}".ToLowerInvariant();
            names = names.Append($"{name}.svc").Append(name);
        }

        if (service.Headless)
            names = names.Concat(names.Where(name => !DomainName.IsWildcard(name)).Select(name => $"*.{name}").ToList());
        return names.Concat(service.Addresses.Where(IsSingle).Select(cidr => HostOf(ContractAddress.Read(cidr.Address))));
    }

    static bool IsSingle(Cidr cidr) => cidr.PrefixLength == cidr.Address.Length * 8 && !ContractAddress.IsUnspecified(ContractAddress.Read(cidr.Address));

    /// <summary>An address as it stands in Host (RFC 3986 section 3.2.2).</summary>
    public static string HostOf(IPAddress address) => address.ToString() is var text && text.Contains(':') ? $"[{text}]" : text;

    static Port[] ReadPorts(Service service)
    {
        var ports = service.Ports.Where(port => port.Protocol != Protocol.Udp)
            .Select(port => new Port(ContractAddress.ReadPort(port.Number, "service port"), PortKinds.Of(port.Protocol), PortKinds.VersionOf(port.Protocol)))
            .ToArray();
        var twice = ports.GroupBy(port => port.Number).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? ports : throw new RejectedException($"port {twice.Key} is listed twice");
    }

    static Subset[] ReadSubsets(Service service)
    {
        var twice = service.Subsets.GroupBy(subset => subset.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new RejectedException($"subset \"{twice.Key}\" is listed twice");
        return service.Subsets.Any(subset => subset.Name.Length == 0) ? [.. service.Subsets] : [new Subset(), .. service.Subsets];
    }
}
