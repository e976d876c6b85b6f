using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.Reading;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

/// <summary>Kubernetes objects as <c>kubectl get -o yaml</c> prints them, bookkeeping included.</summary>
public sealed class KubernetesReaderTests
{
    [Fact]
    public void Service_with_everything_the_api_server_adds()
    {
        var service = Read<KubernetesService>("""
            apiVersion: v1
            kind: Service
            metadata:
              name: reviews
              uid: 1c0e
              resourceVersion: "5"
              managedFields: [{manager: kubectl}]
            spec:
              allocateLoadBalancerNodePorts: true
              clusterIP: 10.96.0.7
              clusterIPs: [10.96.0.7]
              internalTrafficPolicy: Cluster
              ipFamilies: [IPv4]
              ipFamilyPolicy: SingleStack
              ports:
              - {name: http, port: 80, protocol: TCP, targetPort: 9080, nodePort: 30080, appProtocol: http}
              - {name: grpc, port: 81, targetPort: grpc-port}
              - {name: same, port: 82}
              selector: {app: reviews}
              sessionAffinity: None
              type: ClusterIP
            status: {loadBalancer: {}}
            """);
        Assert.Equal(["10.96.0.7"], service.ClusterIps);
        Assert.False(service.Headless);
        Assert.Equal([new TargetPort(9080, null), new TargetPort(0, "grpc-port"), default], service.Ports.Select(port => port.TargetPort));
        Assert.True(service.Ports[2].TargetPort.IsDefault);
        Assert.Equal(("http", "TCP", 30080), (service.Ports[0].AppProtocol, service.Ports[0].Protocol, service.Ports[0].NodePort));
    }

    [Fact]
    public void Headless_service() =>
        Assert.True(Read<KubernetesService>("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: None, selector: {a: b}}\n").Headless);

    [Fact]
    public void Endpoint_slice()
    {
        var slice = Read<EndpointSlice>("""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: reviews-x, labels: {kubernetes.io/service-name: reviews}}
            addressType: IPv4
            endpoints:
            - addresses: [10.0.0.1]
              conditions: {ready: true, serving: true, terminating: false}
              targetRef: {kind: Pod, name: reviews-1, namespace: default, uid: x}
              nodeName: n1
              zone: z1
            - addresses: [10.0.0.2]
              conditions: {ready: false}
            - addresses: [10.0.0.3]
            ports: [{name: http, port: 9080, protocol: TCP}]
            """);
        Assert.Equal("reviews", slice.ServiceName);
        Assert.Equal([true, false, true], slice.Endpoints.Select(endpoint => endpoint.Ready));
        Assert.Equal([true, false, true], slice.Endpoints.Select(endpoint => endpoint.Serving));
        Assert.Equal(new PodReference("default", "reviews-1"), slice.Endpoints[0].Pod);
        Assert.Equal(new EndpointPort { Name = "http", Port = 9080 }, Assert.Single(slice.Ports));
    }

    [Fact]
    public void Endpoints()
    {
        var subset = Assert.Single(Read<KubernetesEndpoints>("""
            apiVersion: v1
            kind: Endpoints
            metadata: {name: db}
            subsets: [{addresses: [{ip: 10.0.0.1}], notReadyAddresses: [{ip: 10.0.0.2}], ports: [{name: tcp, port: 3306}]}]
            """).Subsets);
        Assert.Equal(("10.0.0.1", "10.0.0.2", 3306), (subset.Addresses[0].Ip, subset.NotReadyAddresses[0].Ip, subset.Ports[0].Port));
    }

    [Fact]
    public void Pod_is_read_for_what_makes_it_a_workload()
    {
        var pod = Read<Pod>("""
            apiVersion: v1
            kind: Pod
            metadata: {name: reviews-1, labels: {app: reviews}}
            spec:
              serviceAccountName: bookinfo-reviews
              nodeName: n1
              tolerations: [{key: x}]
              containers:
              - {name: app, image: reviews, ports: [{containerPort: 9080, name: http}], env: []}
              - {name: other, image: x}
            status:
              phase: Running
              podIP: 10.0.0.1
              podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]
              conditions: [{type: Ready, status: "False"}]
              qosClass: BestEffort
            """);
        Assert.Equal(("bookinfo-reviews", "n1", "Running", false), (pod.ServiceAccount, pod.NodeName, pod.Phase, pod.Ready));
        Assert.Equal(["10.0.0.1", "fd00::1"], pod.Ips);
        Assert.Equal(new ContainerPort("http", 9080, "TCP"), Assert.Single(pod.ContainerPorts));
    }

    [Fact]
    public void Namespace_has_no_namespace() =>
        Assert.Equal(
            new ResourceKey(ResourceKind.Namespace, "", "prod"),
            Read<KubernetesNamespace>("apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\nspec: {finalizers: [kubernetes]}\n").Key);

    static T Read<T>(string text)
        where T : Resource
    {
        var result = Assert.Single(ResourceReader.Read("a.yaml", text));
        Assert.Empty(result.Diagnostics);
        return Assert.IsType<T>(result.Resource);
    }
}
