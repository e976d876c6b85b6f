using Mesh.Contract;

namespace Mesh.ControlPlane.Registry;

/// <summary>Gathers the endpoints of one service; what several sources say of one address becomes one endpoint (slices per port set).</summary>
sealed class EndpointCollector
{
    readonly Dictionary<string, Endpoint> byAddress = [];
    readonly HashSet<(Endpoint, int)> ports = new(ByIdentity.Instance);

    /// <summary>The endpoints, in order of address so that equal sets have equal bytes.</summary>
    public IReadOnlyList<Endpoint> Collected()
    {
        foreach (var endpoint in byAddress.Values)
            SortPorts(endpoint);
        return [.. byAddress.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];
    }

    /// <summary>Adds a workload at each of its addresses, for the ports it serves.</summary>
    public void Add(WorkloadInstance workload, IReadOnlyList<MeshPort> ports)
    {
        foreach (var address in workload.Addresses)
        {
            var endpoint = At(address, workload);
            if (endpoint is null)
                continue;
            foreach (var port in ports)
                if (port.On(workload) is { } target)
                    SetPort(endpoint, port.Number, target);
        }
    }

    /// <summary>Adds one port at an address; the workload there may be unknown.</summary>
    public void Add(string address, int servicePort, int port, WorkloadInstance? workload, WorkloadIdentity? identity, Locality? locality)
    {
        var endpoint = At(address, workload);
        if (endpoint is null)
            return;
        endpoint.Workload ??= identity;
        endpoint.Locality ??= locality;
        SetPort(endpoint, servicePort, port);
    }

    Endpoint? At(string address, WorkloadInstance? workload)
    {
        if (byAddress.TryGetValue(address, out var known))
            return known;
        var endpoint = Create(address);
        if (endpoint is null)
            return null;
        if (workload is not null)
            Describe(endpoint, workload);
        return byAddress[address] = endpoint;
    }

    static Endpoint? Create(string address)
    {
        const string unix = "unix://";
        if (address.StartsWith(unix, StringComparison.Ordinal))
            return new Endpoint { UnixPath = address[unix.Length..] };
        if (AddressParsing.Ip(address) is { } ip)
            return new Endpoint { Ip = ip };
        return address.Length > 0 ? new Endpoint { Dns = address.ToLowerInvariant() } : null;
    }

    static void Describe(Endpoint endpoint, WorkloadInstance workload)
    {
        foreach (var (key, value) in workload.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
            endpoint.Labels[key] = value;
        endpoint.Workload = workload.Identity;
        endpoint.Weight = workload.Weight;
        endpoint.Network = workload.Network;
        if (workload.Locality is not null)
            endpoint.Locality = workload.Locality;
    }

    // What is said first of a port holds. Sources are files of any size: to look through the ports there are would be quadratic.
    void SetPort(Endpoint endpoint, int servicePort, int port)
    {
        if (ports.Add((endpoint, servicePort)))
            endpoint.Ports.Add(new EndpointPort { ServicePort = (uint)servicePort, Port = (uint)port });
    }

    static void SortPorts(Endpoint endpoint)
    {
        var sorted = endpoint.Ports.OrderBy(port => port.ServicePort).ToList();
        endpoint.Ports.Clear();
        endpoint.Ports.Add(sorted);
    }

    // Messages compare by content, which changes while they are put together.
    sealed class ByIdentity : IEqualityComparer<(Endpoint Endpoint, int Port)>
    {
        public static ByIdentity Instance { get; } = new();

        public bool Equals((Endpoint Endpoint, int Port) one, (Endpoint Endpoint, int Port) other) =>
            ReferenceEquals(one.Endpoint, other.Endpoint) && one.Port == other.Port;

        public int GetHashCode((Endpoint Endpoint, int Port) key) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Endpoint), key.Port);
    }
}
