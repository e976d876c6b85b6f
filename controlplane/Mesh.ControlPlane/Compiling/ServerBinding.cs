using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>One server of a Gateway resource.</summary>
sealed record ServerBinding(Gateway Gateway, int Index)
{
    public GatewayServer Server => Gateway.Servers[Index];

    /// <summary><c>ns/name</c>, as VirtualServices refer to it.</summary>
    public string GatewayName => $"{Gateway.Meta.Namespace}/{Gateway.Meta.Name}";

    /// <summary>Unique over all servers.</summary>
    public string Name => $"{GatewayName}/{(Server.Port.Name.Length > 0 ? Server.Port.Name : Server.Port.Number.ToString())}";

    public string Origin => $"Gateway {GatewayName} servers[{Index}]";

    /// <summary>The domains it serves, whoever's VirtualService they come from.</summary>
    public IEnumerable<string> Domains => Server.Hosts.Select(host => Split(host).Domain);

    /// <summary>The part of a VirtualService's hosts that it serves (5.3): of a host and a server's host the narrower one.</summary>
    public IEnumerable<string> Served(VirtualService service) =>
        from host in Server.Hosts
        let server = Split(host)
        where server.Namespace is "*" || server.Namespace == service.Meta.Namespace
        from name in VirtualServiceHosts.Of(service)
        let domain = HostName.Intersect(server.Domain, name)
        where domain is not null
        select domain;

    (string Namespace, string Domain) Split(string host)
    {
        var slash = host.IndexOf('/');
        var domain = host[(slash + 1)..].ToLowerInvariant();
        if (slash < 0)
            return ("*", domain);
        return (host[..slash] == "." ? Gateway.Meta.Namespace : host[..slash], domain);
    }
}
