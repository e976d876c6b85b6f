using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Mesh.EndToEnd.Tests.Grpc;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Mesh.Testing.Processes;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>Real gRPC clients and a real server through the native proxy (2.11, 2.12).</summary>
public sealed class GrpcTests
{
    static readonly GatewayOptions OverGrpc = new() { Protocol = "GRPC", BackendProtocol = "GRPC", LogsAccess = true };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Checks => [.. GrpcChecks.All.Keys];

    public static TheoryData<string, GrpcWebMode, string> WebChecks
    {
        get
        {
            var data = new TheoryData<string, GrpcWebMode, string>();
            foreach (var check in GrpcChecks.OfWeb)
            {
                foreach (var mode in Enum.GetValues<GrpcWebMode>())
                {
                    data.Add(check, mode, "1.1");
                    data.Add(check, mode, "2.0");
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task A_client_of_dotnet(string check)
    {
        await using var server = await GrpcServer.StartAsync(IPAddress.Loopback);
        await using var gateway = await GatewayUnderTest.StartAsync(server.Port, OverGrpc);
        using (var channel = Channel(gateway.Port))
        {
            await GrpcChecks.All[check](new Echo.EchoClient(channel), server.Log);
        }

        await gateway.IsEmptyAsync();
    }

    [Theory]
    [MemberData(nameof(WebChecks))]
    public async Task A_client_of_gRPC_Web(string check, GrpcWebMode mode, string version)
    {
        await using var server = await GrpcServer.StartAsync(IPAddress.Loopback);
        await using var gateway = await GatewayUnderTest.StartAsync(server.Port, OverGrpc with { Protocol = "GRPC-WEB" });
        using (var channel = Channel(gateway.Port, handler => new GrpcWebHandler(mode, handler), Version.Parse(version)))
        {
            await GrpcChecks.All[check](new Echo.EchoClient(channel), server.Log);
        }

        await Counted(gateway, "istio_requests_total", "request_protocol=\"grpc\"");
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task The_client_of_python()
    {
        Assert.SkipUnless((await Command.Try("/usr/bin/python3", "-c", "import grpc")).ExitCode == 0, "python3-grpcio is not installed");
        await using var server = await GrpcServer.StartAsync(IPAddress.Loopback);
        await using var gateway = await GatewayUnderTest.StartAsync(server.Port, OverGrpc);
        var report = await Command.Run("/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Grpc/client.py"), $"127.0.0.1:{gateway.Port}");
        Assert.Equal(10, report.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
        await gateway.IsEmptyAsync();
    }

    [Fact]
    public async Task Calls_are_counted_by_status_and_message()
    {
        await using var server = await GrpcServer.StartAsync(IPAddress.Loopback);
        await using var gateway = await GatewayUnderTest.StartAsync(server.Port, OverGrpc);
        using var channel = Channel(gateway.Port);
        var client = new Echo.EchoClient(channel);
        using (var call = client.Expand(new EchoMessage { Count = 25 }, cancellationToken: Cancel))
        {
            await foreach (var message in call.ResponseStream.ReadAllAsync(Cancel))
            {
                Assert.InRange(message.Count, 0, 24);
            }
        }

        await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoMessage { Status = 5, Text = "none" }, cancellationToken: Cancel));
        const string Ok = "grpc_response_status=\"0\"";
        await Counted(gateway, "istio_requests_total", Ok);
        await Counted(gateway, "istio_requests_total", "grpc_response_status=\"5\"");
        Assert.Equal(1, await gateway.MetricAsync("istio_requests_total", Ok));
        Assert.Equal(1, await gateway.MetricAsync("istio_request_messages_total", Ok));
        Assert.Equal(25, await gateway.MetricAsync("istio_response_messages_total", Ok));
        Assert.Equal(1, await gateway.MetricAsync("istio_requests_total", "grpc_response_status=\"5\""));
        Assert.Equal(2, await gateway.MetricAsync("istio_requests_total", "request_protocol=\"grpc\",response_code=\"200\""));
    }

    [Fact]
    public async Task A_backend_that_is_not_there_is_unavailable()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(FreePorts.Take(), OverGrpc);
        using var channel = Channel(gateway.Port);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoMessage(), cancellationToken: Cancel));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.StartsWith("upstream connect error or disconnect/reset before headers", error.Status.Detail, StringComparison.Ordinal);
        await Counted(gateway, "istio_requests_total", "response_code=\"200\",grpc_response_status=\"14\",response_flags=\"UF,URX\"");
    }

    [Fact]
    public async Task The_routes_timeout_caps_the_clients()
    {
        await using var server = await GrpcServer.StartAsync(IPAddress.Loopback);
        await using var gateway = await GatewayUnderTest.StartAsync(server.Port, OverGrpc with { Timeout = "500ms" });
        using var channel = Channel(gateway.Port);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(
            new EchoMessage { DelayMs = 60_000 }, new Metadata { { "call", "capped" } }, DateTime.UtcNow.AddSeconds(30), Cancel));
        Assert.Equal((StatusCode.Unavailable, "upstream request timeout"), (error.StatusCode, error.Status.Detail));
        Assert.Equal("500000u", server.Log.HeaderOf("capped", "grpc-timeout"));
    }

    /// <summary>Unary calls, with metrics and the access log on.</summary>
    [Fact]
    public async Task Calls_in_steady_state_allocate_nothing()
    {
        const int Calls = 50_000;
        var h2load = Programs.Tool("h2load");
        Assert.SkipWhen(h2load is null, "h2load is not installed");
        await using var server = await GrpcServer.StartAsync(IPAddress.Loopback);
        await using var gateway = await GatewayUnderTest.StartAsync(server.Port, OverGrpc with { Workers = 1, Timeout = "10s" });
        File.WriteAllBytes(gateway.FilePath("call"), new byte[5]);
        async Task Load(int count)
        {
            var report = await Command.Run(
                h2load!, "-n", $"{count}", "-c", "4", "-m", "8", "-t", "1", "-d", gateway.FilePath("call"), "-H", "content-type: application/grpc", "-H", "te: trailers",
                $"http://127.0.0.1:{gateway.Port}/mesh.test.Echo/Unary");
            Assert.Contains($"{count} succeeded, 0 failed, 0 errored, 0 timeout", report, StringComparison.Ordinal);
        }

        await Load(20_000);
        var before = await gateway.AllocatedAsync();
        await Load(Calls);
        var allocated = await gateway.AllocatedAsync() - before;
        // The load's own four connections are new; a call that allocated its smallest object would show as 24 * 50,000.
        Assert.InRange(allocated, long.MinValue, 512 * 1024);
        Assert.Equal(20_000 + Calls, await gateway.MetricAsync("istio_response_messages_total", "grpc_response_status=\"0\""));
    }

    /// <summary>A client has its answer a moment before the exchange is counted.</summary>
    static Task Counted(GatewayUnderTest gateway, string name, string label) =>
        Eventually.Get($"{name} with {label}", () => gateway.MetricAsync(name, label), value => value > 0);

    static GrpcChannel Channel(int port, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null, Version? version = null)
    {
        HttpMessageHandler handler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true };
        return GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions
        {
            HttpHandler = wrap?.Invoke(handler) ?? handler,
            DisposeHttpClient = true,
            HttpVersion = version,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        });
    }
}
