using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.EndToEnd.Tests.Grpc;

/// <summary>A gRPC server on Kestrel, of plain HTTP/2, in the test's process; its socket may be another namespace's.</summary>
sealed class GrpcServer : IAsyncDisposable
{
    readonly WebApplication application;

    GrpcServer(WebApplication application, EchoLog log, int port)
    {
        this.application = application;
        Log = log;
        Port = port;
    }

    public EchoLog Log { get; }

    public int Port { get; }

    /// <param name="socket">Not bound; null: one of this process's network.</param>
    public static async Task<GrpcServer> StartAsync(IPAddress address, int port = 0, Func<Socket>? socket = null)
    {
        var log = new EchoLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        Socket? bound = null;
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endPoint =>
        {
            bound = socket?.Invoke() ?? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            bound.Bind(endPoint);
            return bound;
        });
        builder.Services.AddSingleton(log);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = null;
            grpc.ResponseCompressionAlgorithm = "gzip";
            grpc.ResponseCompressionLevel = System.IO.Compression.CompressionLevel.Fastest;
        });
        var application = builder.Build();
        application.MapGrpcService<EchoService>();
        await application.StartAsync();
        return new GrpcServer(application, log, ((IPEndPoint)bound!.LocalEndPoint!).Port);
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await application.StopAsync(soon.Token);
        await application.DisposeAsync();
    }
}
