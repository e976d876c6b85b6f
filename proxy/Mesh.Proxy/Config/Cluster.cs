using System.Net;
using Mesh.Contract;
using Mesh.Proxy.LoadBalancing;

namespace Mesh.Proxy.Config;

/// <summary>
/// A pool of endpoints that a route can name: one subset of one service on one port. Istio's name for it is
/// <c>outbound|PORT|SUBSET|HOST</c>, <c>inbound|PORT||</c>, <c>PassthroughCluster</c>, ...
/// </summary>
sealed class Cluster
{
    /// <summary>As in access logs and /clusters.</summary>
    public required string Name { get; init; }

    /// <summary>Labels destination_service, _name, _namespace of metrics.</summary>
    public required string ServiceHostname { get; init; }

    public required string ServiceName { get; init; }

    public required string ServiceNamespace { get; init; }

    public required IReadOnlyList<Endpoint> Endpoints { get; init; }

    public required ILoadBalancer Balancer { get; init; }

    public Resolution Resolution { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public UpstreamVersion Version { get; init; }

    /// <summary>What each of its connections begins with (4.32). They carry one client only then.</summary>
    public ProxyProtocol ProxyProtocol { get; init; }

    /// <summary>True: connect to where the client dialled (PASSTHROUGH, ORIGINAL_DESTINATION).</summary>
    public bool UsesOriginalDestination { get; init; }

    /// <summary>"" for the whole service.</summary>
    public string Subset { get; init; } = "";

    /// <summary>The service port; 0 for clusters that are no service's.</summary>
    public int Port { get; init; }

    /// <summary>"DestinationRule default/reviews", or empty.</summary>
    public string PolicyOrigin { get; init; } = "";

    /// <summary>
    /// The endpoint at an address, or null: gives original destinations (headless services, inbound) the labels and the pool of a known workload.
    /// </summary>
    public Endpoint? Find(IPEndPoint address)
    {
        foreach (var endpoint in Endpoints)
        {
            if (endpoint.Address.Equals(address))
                return endpoint;
        }

        return null;
    }
}
