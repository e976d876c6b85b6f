using System.Net;
using Mesh.Proxy.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Kestrel with its two doors: the contract's stream for proxies, HTTP for monitoring.</summary>
sealed class ControlPlaneServer : IAsyncDisposable
{
    static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    readonly WebApplication app;
    readonly Distributor distributor;

    public ControlPlaneServer(ListenAddress proxies, ListenAddress monitoring, Distributor distributor, ILoggerProvider logging)
    {
        this.distributor = distributor;
        // The empty builder: no settings files from the working directory, no ASPNETCORE_* variables that would open other doors.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(logging);
        builder.Services.AddSingleton(distributor);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            proxies.Bind(kestrel, listen => listen.UseConnectionHandler<ContractConnectionHandler>());
            monitoring.Bind(kestrel, listen => listen.Protocols = HttpProtocols.Http1);
        });
        app = builder.Build();
        app.Run(new Monitoring(distributor).HandleAsync);
        app.Lifetime.ApplicationStopping.Register(Stop);
    }

    /// <summary>Where proxies connect; known once started.</summary>
    public EndPoint ProxyEndPoint => EndPointAt(0);

    /// <summary>Where monitoring is served; known once started.</summary>
    public EndPoint MonitoringEndPoint => EndPointAt(1);

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        await app.StartAsync(cancel);
        distributor.Start();
    }

    /// <summary>Completes on SIGTERM, SIGINT or when <paramref name="cancel"/> is cancelled, after everything is closed.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancel) => app.WaitForShutdownAsync(cancel);

    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    void Stop()
    {
        SystemdNotifier.Stopping();
        distributor.CloseAll("the control plane stops");
    }

    EndPoint EndPointAt(int index)
    {
        var address = app.Urls.ElementAt(index);
        const string unix = "http://unix:";
        if (address.StartsWith(unix, StringComparison.Ordinal))
            return new System.Net.Sockets.UnixDomainSocketEndPoint(address[unix.Length..]);
        var uri = new Uri(address);
        return new IPEndPoint(IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port);
    }
}
