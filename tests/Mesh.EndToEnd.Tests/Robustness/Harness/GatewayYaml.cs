namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>What a user would write to have a gateway forward everything to one backend.</summary>
sealed record GatewayYaml
{
    public required int GatewayPort { get; init; }

    public required int BackendPort { get; init; }

    /// <summary>Of the route, as in "1s"; empty: none.</summary>
    public string Timeout { get; init; } = "";

    /// <summary>What the gateway's port is declared as.</summary>
    public string Protocol { get; init; } = "HTTP";

    /// <summary>What the backend's port is declared as.</summary>
    public string BackendProtocol { get; init; } = "HTTP";

    public string ConnectTimeout { get; init; } = "10s";

    /// <summary>Value of the response header x-version, which tells the client which configuration its request met.</summary>
    public int Version { get; init; }

    public override string ToString() => $$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: gateway, namespace: default }
        spec:
          selector: { istio: ingressgateway }
          servers:
            - port: { number: {{GatewayPort}}, name: http, protocol: {{Protocol}} }
              hosts: ["*"]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: routes, namespace: default }
        spec:
          hosts: ["*"]
          gateways: [gateway]
          http:
            - headers: { response: { set: { x-version: "{{Version}}" } } }
              {{(Timeout.Length > 0 ? $"timeout: {Timeout}" : "")}}
              route:
                - destination: { host: backend.test, port: { number: 80 } }
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: { name: backend, namespace: default }
        spec:
          hosts: [backend.test]
          location: MESH_INTERNAL
          resolution: STATIC
          ports:
            - { number: 80, name: http, protocol: {{BackendProtocol}} }
          endpoints:
            - { address: 127.0.0.1, ports: { http: {{BackendPort}} } }
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: backend, namespace: default }
        spec:
          host: backend.test
          trafficPolicy:
            connectionPool: { tcp: { connectTimeout: {{ConnectTimeout}} } }
        """;
}
