using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rules for a Gateway on its own.</summary>
static class GatewayValidator
{
    public static void Validate(Gateway gateway, Findings findings)
    {
        findings.Check("metadata.name", NameSyntax.AnyCaseLabel(gateway.Meta.Name));
        findings.Require(gateway.Servers.Count > 0, "spec.servers", "must have at least one server");
        LabelSyntax.ValidateSelector(findings, "spec.selector", gateway.Selector.Labels);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < gateway.Servers.Count; i++)
        {
            var (server, at) = (gateway.Servers[i], $"spec.servers[{i}]");
            Server(findings, at, server);
            findings.Require(names.Add(server.Port.Name), $"{at}.port.name", $"must be unique, \"{server.Port.Name}\" is there already");
        }
    }

    static void Server(Findings findings, string at, GatewayServer server)
    {
        findings.Require(server.Hosts.Count > 0, $"{at}.hosts", "must have at least one host");
        for (var i = 0; i < server.Hosts.Count; i++)
        {
            findings.Check($"{at}.hosts[{i}]", Host(server.Hosts[i]));
        }

        var port = server.Port;
        findings.Require(port.Name.Length > 0, $"{at}.port.name", "is required");
        findings.Require(port.Protocol.Length > 0, $"{at}.port.protocol", "is required");
        findings.Check($"{at}.port.protocol", ProtocolNames.Known(port.Protocol));
        findings.Require(port.TargetPort is null, $"{at}.port.targetPort", "has no effect in a Gateway");
        BindRules.Validate(findings, at, port.Number, server.Bind);
        TlsValidator.Server(findings, $"{at}.tls", server.Tls);
        Match(findings, at, server);
    }

    /// <summary>TLS settings and the port's protocol have to agree.</summary>
    static void Match(Findings findings, string at, GatewayServer server)
    {
        var protocol = server.Port.Protocol;
        if (ProtocolNames.IsTls(protocol))
        {
            findings.Require(server.Tls is not null, $"{at}.tls", $"is required for protocol {protocol}");
        }
        else if (server.Tls is { } tls)
        {
            var redirectOnly = ProtocolNames.IsHttp(protocol)
                && tls is { Mode: ServerTlsMode.Passthrough, CaCertificates: null, PrivateKey: null, ServerCertificate: null };
            findings.Require(redirectOnly, $"{at}.tls", $"must not be set for protocol {protocol}, except httpsRedirect for HTTP");
        }
    }

    static string? Host(string host)
    {
        var slash = host.IndexOf('/');
        var @namespace = slash < 0 ? "*" : host[..slash];
        return @namespace is "*" or "." || NameSyntax.IsLabel(@namespace)
            ? HostSyntax.ServerName(host[(slash + 1)..], addressAllowed: true)
            : $"must have a namespace, \"*\" or \".\" before the slash, is \"{host}\"";
    }
}
