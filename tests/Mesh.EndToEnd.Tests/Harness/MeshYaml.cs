namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Resources that every mesh needs, in the user's own language. What a test is about it writes out in full.</summary>
public static class MeshYaml
{
    /// <summary>A Service with one address, its endpoints as an EndpointSlice, and the Pods behind them (label app: the service's name).</summary>
    /// <param name="ports">name, port, port of the application.</param>
    /// <param name="pods">name and address.</param>
    public static string Service(
        string name, string clusterIp, IReadOnlyList<(string Name, int Port, int Target)> ports, IReadOnlyList<(string Name, string Address)> pods, string @namespace = "default")
    {
        var servicePorts = string.Join(", ", ports.Select(port => $"{{name: {port.Name}, port: {port.Port}, targetPort: {port.Target}}}"));
        var slicePorts = string.Join(", ", ports.Select(port => $"{{name: {port.Name}, port: {port.Target}}}"));
        var endpoints = string.Join(", ", pods.Select(pod => $"{{addresses: [\"{pod.Address}\"], targetRef: {{kind: Pod, name: {pod.Name}, namespace: {@namespace}}}}}"));
        return $$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: {{{name}}}, namespace: {{{@namespace}}}, labels: {app: {{{name}}}}}
            spec:
              clusterIP: "{{{clusterIp}}}"
              selector: {app: {{{name}}}}
              ports: [{{{servicePorts}}}]
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: {{{name}}}-1, namespace: {{{@namespace}}}, labels: {kubernetes.io/service-name: {{{name}}}}}
            addressType: {{{(clusterIp.Contains(':') ? "IPv6" : "IPv4")}}}
            ports: [{{{slicePorts}}}]
            endpoints: [{{{endpoints}}}]
            {{{string.Concat(pods.Select(pod => Pod(pod.Name, pod.Address, @namespace, name)))}}}
            """;
    }

    static string Pod(string name, string address, string @namespace, string app) =>
        $$$"""

        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: {{{name}}}, namespace: {{{@namespace}}}, labels: {app: {{{app}}}, version: v1}}
        spec: {serviceAccountName: {{{app}}}, containers: [{name: app, image: app}]}
        status: {podIP: "{{{address}}}"}
        """;
}
