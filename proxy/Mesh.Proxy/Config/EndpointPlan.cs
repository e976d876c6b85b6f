using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Config;

/// <summary>One endpoint of an Endpoints resource, checked. Lives only while clusters are built.</summary>
/// <param name="Source">As received: labels, ports, workload.</param>
/// <param name="Ip">For an address; null for a name or a Unix socket.</param>
sealed record EndpointPlan(Contract.Endpoint Source, IPAddress? Ip)
{
    /// <summary>More would only hide that weights are shares.</summary>
    const uint MaxWeight = 1_000_000;

    /// <summary>sockaddr_un.sun_path without its NUL.</summary>
    public const int MaxUnixPath = 107;

    public int Weight => (int)Math.Clamp(Source.Weight, 1, MaxWeight);

    /// <summary>Null where there is no name to be resolved.</summary>
    public string? DnsName => Source.AddressCase == Contract.Endpoint.AddressOneofCase.Dns ? Source.Dns : null;

    /// <summary>A name in place of the service's endpoints, which has none (5.14).</summary>
    public static EndpointPlan Named(string name) => new(new Contract.Endpoint { Dns = name }, null);

    /// <exception cref="RejectedException">It has no usable address.</exception>
    public static EndpointPlan Read(Contract.Endpoint endpoint)
    {
        foreach (var port in endpoint.Ports)
            ContractAddress.ReadPort(port.Port, "endpoint port");
        return new EndpointPlan(endpoint, endpoint.AddressCase switch
        {
            Contract.Endpoint.AddressOneofCase.Ip => ContractAddress.Read(endpoint.Ip),
            Contract.Endpoint.AddressOneofCase.Dns => CheckName(endpoint.Dns),
            Contract.Endpoint.AddressOneofCase.UnixPath => CheckPath(endpoint.UnixPath),
            Contract.Endpoint.AddressOneofCase.None => throw new RejectedException("an endpoint has no address"),
        });
    }

    /// <summary>Whether it has all labels of a subset (4.4).</summary>
    public bool Has(IEnumerable<KeyValuePair<string, string>> labels)
    {
        foreach (var (key, value) in labels)
        {
            if (!Source.Labels.TryGetValue(key, out var own) || own != value)
                return false;
        }

        return true;
    }

    /// <summary>Whether it serves a service port. One that lists no ports serves each under its own number.</summary>
    public bool Serves(int servicePort) => Source.Ports.Count == 0 || Source.Ports.Any(port => port.ServicePort == servicePort);

    int PortFor(int servicePort)
    {
        foreach (var port in Source.Ports)
        {
            if (port.ServicePort == servicePort)
                return (int)port.Port;
        }

        return servicePort;
    }

    /// <summary>Where to connect for a service port: none while a name has no answer yet.</summary>
    public IEnumerable<EndPoint> AddressesFor(int servicePort, DnsAnswers answers, bool isFirstOnly)
    {
        if (Ip is not null)
            return [new IPEndPoint(Ip, PortFor(servicePort))];
        if (DnsName is null)
            return [new UnixDomainSocketEndPoint(Source.UnixPath)];
        var addresses = answers.Of(DnsName);
        return (isFirstOnly ? addresses.Take(1) : addresses).Select(address => new IPEndPoint(address, PortFor(servicePort)));
    }

    static IPAddress? CheckName(string name)
    {
        if (DomainName.Read(name) is var read && (read == "*" || DomainName.IsWildcard(read)))
            throw new RejectedException($"endpoint \"{name}\" is a wildcard: it cannot be resolved");
        return null;
    }

    static IPAddress? CheckPath(string path) =>
        path.StartsWith('/') && Encoding.UTF8.GetByteCount(path) <= MaxUnixPath
            ? null
            : throw new RejectedException($"endpoint \"{path}\" is no absolute path of at most {MaxUnixPath} bytes");
}
