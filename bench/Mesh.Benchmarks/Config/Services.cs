using System.Net;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.Benchmarks.Config;

/// <summary>Resources of a mesh of many Kubernetes services with ten pods each.</summary>
static class Services
{
    const int PodsEach = 10;
    const int Port = 8080;

    public static string Hostname(int service) => $"service-{service}.default.svc.cluster.local";

    public static ResourceSet Set(ulong generation, int services) => ResourceSet.Of(
        generation,
        Enumerable.Range(0, services).SelectMany(IEnumerable<Resource> (i) => [Service(i), Endpoints(i, firstPod: 1)]).Prepend(Workload()));

    /// <summary>The pods of one service; another first pod moves one away and brings one.</summary>
    public static Resource Endpoints(int service, int firstPod, int pods = PodsEach) => ResourceCodec.Pack(Kind.Endpoints, Hostname(service), new Endpoints
    {
        Hostname = Hostname(service),
        Endpoints_ = { Enumerable.Range(firstPod, pods).Select(pod => Pod(service, pod)) },
    });

    public static IPEndPoint ClusterAddress(int service) => new(new IPAddress(ClusterIp(service)), Port);

    public static IPEndPoint PodAddress(int service, int pod) => new(new IPAddress(PodIp(service, pod)), Port);

    static Resource Workload() => ResourceCodec.Pack(
        Kind.Workload, ResourceCodec.WorkloadName, new Workload { Identity = new WorkloadIdentity { Namespace = "default", Workload = "bench" } });

    static Resource Service(int service) => ResourceCodec.Pack(Kind.Service, Hostname(service), new Service
    {
        Hostname = Hostname(service),
        Name = $"service-{service}",
        Namespace = "default",
        ClusterDomainSuffix = "svc.cluster.local",
        Addresses = { new Cidr { Address = ByteString.CopyFrom(ClusterIp(service)), PrefixLength = 32 } },
        Ports = { new ServicePort { Number = Port, Name = "http", Protocol = Protocol.Http } },
        Subsets = { new Subset() },
    });

    static Endpoint Pod(int service, int pod) => new()
    {
        Ip = ByteString.CopyFrom(PodIp(service, pod)),
        Labels = { ["app"] = $"service-{service}", ["version"] = "v1" },
        Workload = new WorkloadIdentity { Workload = $"service-{service}-v1", Namespace = "default" },
    };

    static byte[] PodIp(int service, int pod) => [10, (byte)(service / 250), (byte)(service % 250), (byte)pod];

    static byte[] ClusterIp(int service) => [10, 96, (byte)(service / 250), (byte)(service % 250 + 1)];
}
