using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Mesh.EndToEnd.Tests.Grpc;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Netns;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>A client and a gRPC server (calls:8080, in pod "calls" at 9090), each with a sidecar. A VirtualService routes by service and method, and says by which rule.</summary>
public sealed class GrpcFixture : MeshFixture
{
    public const string Vip = "10.96.0.40";
    public const int Port = 8080;

    const string Rules = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: calls, namespace: default}
        spec:
          hosts: [calls]
          http:
          - name: one-method
            match: [{uri: {exact: /mesh.test.Echo/Expand}}]
            headers: {response: {set: {x-rule: one-method}}}
            route: [{destination: {host: calls}}]
          - name: one-service
            match: [{uri: {prefix: /mesh.test.Echo/}}]
            headers: {response: {set: {x-rule: one-service}}}
            route: [{destination: {host: calls}}]
        """;

    GrpcServer? server;

    public Pod Client { get; private set; } = null!;

    public Pod Calls { get; private set; } = null!;

    internal EchoLog Log => server!.Log;

    protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
    {
        ["calls.yaml"] = MeshYaml.Service("calls", Vip, [("grpc", Port, 9090)], [("calls", "10.77.0.20")]),
        ["rules.yaml"] = Rules,
    };

    /// <summary>The client pod's, of its own connections.</summary>
    public GrpcChannel NewChannel() => GrpcChannel.ForAddress($"http://calls:{Port}", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            UseProxy = false,
            EnableMultipleHttp2Connections = true,
            ConnectCallback = async (_, _) => new NetworkStream(await Client.Host.Connect(Vip, Port), ownsSocket: true),
        },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = null,
        MaxSendMessageSize = null,
    });

    protected override async Task Build(MeshTopology mesh)
    {
        Calls = await mesh.AddMeshedPod("calls", 20, options => options with { ServiceAccount = "calls" });
        server = await GrpcServer.StartAsync(IPAddress.Any, 9090, () => Calls.Host.NewSocket());
        Client = await mesh.AddMeshedPod("client", 10);
        PodNetwork.SetHosts(Client.Host, [$"{Vip} calls"]);
    }

    protected override async Task TearDown()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
