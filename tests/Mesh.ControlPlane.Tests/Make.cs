using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Tests;

/// <summary>Resources without YAML, for tests that need many or any.</summary>
static class Make
{
    public static ResourceMeta Meta(string name, string @namespace = "default", int age = 0) => new()
    {
        ApiVersion = "v1",
        Name = name,
        Namespace = @namespace,
        CreationTimestamp = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(-age),
        Source = new ResourceSource("test.yaml", 0, 1),
    };

    /// <summary>A service with a cluster IP made of <paramref name="number"/>.</summary>
    public static KubernetesService Service(string name, int number = 1, string @namespace = "default", int port = 80) => new()
    {
        Meta = Meta(name, @namespace),
        ClusterIps = [$"10.96.{number / 250}.{number % 250 + 1}"],
        Ports = [new ServicePort { Name = "http", Port = port }],
    };

    public static EndpointSlice Slice(string service, string ip, string @namespace = "default", int port = 8080) => new()
    {
        Meta = Meta($"{service}-1", @namespace) with
        {
            Labels = new Dictionary<string, string> { [EndpointSlice.ServiceNameLabel] = service },
        },
        AddressType = "IPv4",
        Endpoints = [new SliceEndpoint { Addresses = [ip] }],
        Ports = [new EndpointPort { Name = "http", Port = port }],
    };
}
