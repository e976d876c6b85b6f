using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rules for a Sidecar on its own.</summary>
static class SidecarValidator
{
    public static void Validate(Sidecar sidecar, Findings findings)
    {
        findings.Require(
            sidecar is not { Egress.Count: 0, Ingress.Count: 0, OutboundTrafficPolicy: null, InboundConnectionPool: null }, "spec",
            "must set at least one of ingress, egress, outboundTrafficPolicy, inboundConnectionPool");
        if (sidecar.WorkloadSelector is { } selector)
        {
            LabelSyntax.ValidateSelector(findings, "spec.workloadSelector.labels", selector.Labels);
        }

        Ingress(findings, sidecar.Ingress);
        Egress(findings, sidecar.Egress);
        ConnectionPoolValidator.Validate(findings, "spec.inboundConnectionPool", sidecar.InboundConnectionPool);
        Outbound(findings, sidecar.OutboundTrafficPolicy);
    }

    static void Ingress(Findings findings, IReadOnlyList<SidecarIngressListener> listeners)
    {
        var ports = new HashSet<int>();
        for (var i = 0; i < listeners.Count; i++)
        {
            var (listener, at) = (listeners[i], $"spec.ingress[{i}]");
            Port(findings, at, listener.Port);
            BindRules.Validate(findings, at, listener.Port.Number, listener.Bind);
            findings.Require(
                ports.Add(listener.Port.Number), $"{at}.port.number", $"must be unique, {listener.Port.Number} is there already");
            findings.Check($"{at}.defaultEndpoint", listener.DefaultEndpoint is { } endpoint ? DefaultEndpoint(endpoint) : null);
            TlsValidator.Server(findings, $"{at}.tls", listener.Tls);
            findings.Require(
                listener.Tls is null || ProtocolNames.IsTls(listener.Port.Protocol), $"{at}.tls",
                "must not be set on a port that is not HTTPS or TLS");
            ConnectionPoolValidator.Validate(findings, $"{at}.connectionPool", listener.ConnectionPool);
        }
    }

    static void Egress(Findings findings, IReadOnlyList<SidecarEgressListener> listeners)
    {
        var ports = new HashSet<int>();
        for (var i = 0; i < listeners.Count; i++)
        {
            var (listener, at) = (listeners[i], $"spec.egress[{i}]");
            Hosts(findings, $"{at}.hosts", listener.Hosts);
            if (listener.Port is not { } port)
            {
                findings.Require(i == listeners.Count - 1, at, "must be the last listener when it has no port, it catches everything");
                continue;
            }

            Port(findings, at, port);
            BindRules.Validate(findings, at, port.Number, listener.Bind);
            findings.Require(
                port.Number == 0 || ports.Add(port.Number), $"{at}.port.number", $"must be unique, {port.Number} is there already");
            findings.Require(
                port.Number != 0 || listener.CaptureMode != CaptureMode.Iptables, $"{at}.captureMode",
                "must not be IPTABLES on a unix socket");
        }
    }

    static void Port(Findings findings, string at, Port port)
    {
        findings.Check($"{at}.port.name", port.Name.Length == 0 ? null : NameSyntax.AnyCaseLabel(port.Name));
        findings.Check($"{at}.port.protocol", ProtocolNames.Known(port.Protocol));
        findings.Require(port.TargetPort is null, $"{at}.port.targetPort", "has no effect in a Sidecar");
    }

    static void Hosts(Findings findings, string at, IReadOnlyList<string> hosts)
    {
        findings.Require(hosts.Count > 0, at, "must have at least one host");
        for (var i = 0; i < hosts.Count; i++)
        {
            findings.Check($"{at}[{i}]", Host(hosts[i]));
        }
    }

    static string? Host(string host)
    {
        var slash = host.IndexOf('/');
        if (slash < 0)
        {
            return $"must be namespace/host, is \"{host}\"";
        }

        // ~ alone imports nothing, ~ns takes a namespace out again.
        var @namespace = host[..slash].TrimStart('~');
        return slash > 0 && (@namespace is "" or "*" or "." || NameSyntax.IsLabel(@namespace))
            ? HostSyntax.ServerName(host[(slash + 1)..], addressAllowed: false)
            : $"must have a namespace, \"*\", \".\" or \"~\" before the slash, is \"{host}\"";
    }

    static string? DefaultEndpoint(string endpoint)
    {
        if (endpoint.StartsWith(AddressSyntax.UnixPrefix, StringComparison.Ordinal))
        {
            return AddressSyntax.UnixPath(endpoint[AddressSyntax.UnixPrefix.Length..]);
        }

        var colon = endpoint.LastIndexOf(':');
        return colon >= 0 && endpoint[..colon] is "" or "127.0.0.1" or "0.0.0.0" or "[::1]" or "[::]"
            && ushort.TryParse(endpoint[(colon + 1)..], out var port) && port > 0
            ? null
            : $"must be 127.0.0.1:port, 0.0.0.0:port, [::1]:port, [::]:port or unix://path, is \"{endpoint}\"";
    }

    static void Outbound(Findings findings, OutboundTrafficPolicy? policy)
    {
        if (policy?.EgressProxy is { } proxy)
        {
            const string At = "spec.outboundTrafficPolicy.egressProxy";
            findings.Require(policy.Mode == OutboundTrafficMode.AllowAny, At, "needs mode ALLOW_ANY");
            findings.Require(proxy.Port is not null, $"{At}.port", "is required");
            findings.Check($"{At}.host", HostSyntax.Fqdn(proxy.Host));
            findings.Check($"{At}.subset", proxy.Subset is { } subset ? NameSyntax.AnyCaseLabel(subset) : null);
        }
    }
}
