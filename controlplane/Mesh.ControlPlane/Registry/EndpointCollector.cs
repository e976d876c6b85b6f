using Mesh.Contract;

namespace Mesh.ControlPlane.Registry;

/// <summary>
/// Gathers the endpoints of one service. What several sources say of one address becomes one endpoint (slices per port set), unless they
/// disagree: two processes of one host are two endpoints (5.16, 5.19).
/// </summary>
sealed class EndpointCollector
{
    readonly Dictionary<string, CollectedEndpoint> byAddress = [];
    readonly Dictionary<(string Address, string Ports), CollectedEndpoint> others = [];

    /// <summary>The endpoints, in order of address so that equal sets have equal bytes. Called once.</summary>
    public IReadOnlyList<Endpoint> Collected() =>
    [
        .. byAddress.Select(entry => (Address: entry.Key, Endpoint: entry.Value))
            .Concat(others.Select(entry => (entry.Key.Address, Endpoint: entry.Value)))
            .OrderBy(entry => entry.Address, StringComparer.Ordinal)
            .Select(entry => entry.Endpoint.Complete()),
    ];

    /// <summary>Adds a workload at each of its addresses, for the ports it serves.</summary>
    public void Add(WorkloadInstance workload, IReadOnlyList<MeshPort> ports)
    {
        var targets = ports.Select(port => (port.Number, Target: port.On(workload)))
            .Where(port => port.Target is not null)
            .Select(port => (ServicePort: port.Number, Port: port.Target!.Value))
            .ToList();

        // One without any port would be called at the service's own: a pod that lacks the port named does not serve it.
        if (targets.Count == 0 && ports.Count > 0)
            return;
        foreach (var address in workload.Addresses)
        {
            var endpoint = At(address, workload);
            if (endpoint is not null && !endpoint.Agrees(targets))
                endpoint = Beside(address, workload, string.Join(',', targets));
            foreach (var (servicePort, port) in targets)
                endpoint?.SetPort(servicePort, port);
        }
    }

    /// <summary>Adds one port at an address; the workload there may be unknown.</summary>
    public void Add(string address, int servicePort, int port, WorkloadInstance? workload, WorkloadIdentity? identity, Locality? locality)
    {
        if (At(address, workload) is not { } collected)
            return;
        collected.Endpoint.Workload ??= identity;
        collected.Endpoint.Locality ??= locality;
        collected.SetPort(servicePort, port);
    }

    CollectedEndpoint? At(string address, WorkloadInstance? workload)
    {
        if (!byAddress.TryGetValue(address, out var known) && Create(address, workload) is { } created)
            byAddress[address] = known = created;
        return known;
    }

    CollectedEndpoint? Beside(string address, WorkloadInstance workload, string ports)
    {
        if (!others.TryGetValue((address, ports), out var known) && Create(address, workload) is { } created)
            others[(address, ports)] = known = created;
        return known;
    }

    static CollectedEndpoint? Create(string address, WorkloadInstance? workload)
    {
        if (Create(address) is not { } endpoint)
            return null;
        if (workload is not null)
            Describe(endpoint, workload);
        return new CollectedEndpoint(endpoint);
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
}
