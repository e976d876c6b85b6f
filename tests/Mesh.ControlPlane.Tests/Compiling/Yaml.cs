namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>Resources of which a test cares for little but the name.</summary>
static class Yaml
{
    public static string Service(string name, string @namespace = "default", string exportTo = "", string ports = "[{name: http, port: 80}]") => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: {{@namespace}}{{(exportTo.Length > 0 ? $", annotations: {{networking.istio.io/exportTo: \"{exportTo}\"}}" : "")}}}
        spec:
          clusterIP: 10.96.0.10
          ports: {{ports}}
          selector: {app: {{name}}}
        ---

        """;

    public static string VirtualService(string name, string hosts, string destination, string @namespace = "default", string extra = "", int age = 0) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: {{name}}, namespace: {{@namespace}}, creationTimestamp: "{{Born(age)}}"}
        spec:
          hosts: [{{hosts}}]
          {{extra}}
          http:
          - route: [{destination: {host: {{destination}} } }]
        ---

        """;

    public static string DestinationRule(
        string name, string host, string balancer, string @namespace = "default", string extra = "", int age = 0, string subsets = "[]") => $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: {{name}}, namespace: {{@namespace}}, creationTimestamp: "{{Born(age)}}"}
        spec:
          host: "{{host}}"
          {{extra}}
          trafficPolicy: {loadBalancer: {simple: {{balancer}} } }
          subsets: {{subsets}}
        ---

        """;

    public static string Born(int age) => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(-age).ToString("yyyy-MM-ddTHH:mm:ssZ");
}
