using Mesh.Contract;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Proxy.Telemetry.Metrics;
using Mesh.Proxy.Tests.Telemetry;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.Admin;

/// <summary>A proxy as admin sees it.</summary>
sealed class AdminHost
{
    public AdminHost(TimeProvider time)
    {
        Worker = new WorkerTelemetry(0, null, time);
        var metrics = new MetricsExporter(new TelemetrySources([Worker], Config, new LogWriter(1), time), Control, "1.2.3");
        Context = new AdminContext(Control, Config, metrics, Node, "1.2.3", 1, new Dictionary<string, string> { ["control"] = "127.0.0.1:15010" }, time);
    }

    public StubControl Control { get; } = new();

    public SnapshotHolder Config { get; } = new();

    public WorkerTelemetry Worker { get; }

    public AdminContext Context { get; }

    static Node Node => new() { Id = "reviews-1.default", Namespace = "default", Workload = "reviews-v1", Labels = { ["app"] = "reviews" } };

    /// <summary>One cluster of one endpoint that has been used, and the service it came from.</summary>
    public void Publish()
    {
        var endpoint = new Endpoint(System.Net.IPEndPoint.Parse("10.0.0.2:9080"), 3, Exchanges.Reviews, 1);
        endpoint.Slot(0).Requests = 41;
        endpoint.Slot(0).Active = 2;
        endpoint.Slot(0).Connections = 3;
        endpoint.Slot(0).ConnectionsEnded = 1;
        endpoint.Slot(0).ConnectFailures = 1;
        var service = new Service { Hostname = "reviews.default.svc.cluster.local", Ports = { new ServicePort { Number = 9080, Name = "http", Protocol = Protocol.Http } } };
        Config.Publish(new Snapshot
        {
            Generation = 12,
            Clusters = [Exchanges.Cluster("outbound|9080||reviews.default.svc.cluster.local", endpoint), Exchanges.Cluster("other")],
            Resources =
            [
                new Resource { Kind = Kind.Service, Name = service.Hostname, Hash = Google.Protobuf.ByteString.CopyFrom(0xAB, 0xCD), Body = Google.Protobuf.MessageExtensions.ToByteString(service) },
                new Resource { Kind = Kind.Routes, Name = "default/reviews", Body = Google.Protobuf.ByteString.CopyFrom(0xFF) },
            ],
        });
    }
}
