using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Transport;
using Mesh.Transport.Epoll;
using Xunit;

namespace Mesh.Proxy.Tests.Serving;

/// <summary>
/// Requests that reach the kernel while the loop is about to close their connections, over real sockets: the loop is held up until they are all there, so that it
/// cannot have been told of them.
/// </summary>
public sealed class DrainOverSocketsTests : IAsyncLifetime
{
    const int Clients = 64;

    static readonly byte[] Get = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly EpollLoop loop = new(0);
    readonly TaskCompletionSource<EndPoint> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Worker worker = null!;
    WorkerListeners listeners = null!;

    public async ValueTask InitializeAsync()
    {
        var config = new SnapshotHolder();
        config.Publish(new Snapshot
        {
            Generation = 1,
            Workload = new Workload { Identity = new WorkloadIdentity() },
            Outbound = new OutboundTable(new Dictionary<OutboundTable.Key, Target>(), new Dictionary<int, Target>()),
            Inbound = InboundTable.Empty,
            GatewayListeners =
            [
                new GatewayListener { Port = 80, Bind = "", Protocol = Protocol.Http, Origin = "Gateway g servers[0]", Http = HttpRouteTable.Single(Answering()) },
            ],
        });
        worker = new Worker(0, 1, loop, config, new WorkerTelemetry(0), ServingOptions.Default);
        listeners = new WorkerListeners(worker, ListenOptions.Default);
        var spec = new ListenerSpec("gateway", new IPEndPoint(IPAddress.Loopback, 0), ListenerSide.Peers, one => new GatewayAcceptor(one, 80, ""));
        loop.Schedule(_ => bound.SetResult(listeners.Add(spec).Listener.EndPoint), null);
        loop.Start();
        await bound.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync() => await loop.DisposeAsync();

    [Fact]
    public async Task A_request_on_a_kept_connection_is_answered_though_it_crossed_the_close()
    {
        var clients = await ConnectAllAsync();
        await Task.WhenAll(clients.Select(client => ExchangeAsync(client, isLast: false)));
        await WhileHeldUpAsync(
            () => Array.ForEach(clients, client => client.Send(Get)),
            () =>
            {
                worker.BeginDrain();
                worker.Connections.CloseIdle();
            });
        await Task.WhenAll(clients.Select(client => ReadAsync(client, isLast: true)));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task A_connection_from_the_backlog_is_served_though_the_listener_has_gone()
    {
        Socket[] clients = [];
        await WhileHeldUpAsync(
            () =>
            {
                clients = ConnectAllAsync().GetAwaiter().GetResult();
                Array.ForEach(clients, client => client.Send(Get));
            },
            () =>
            {
                worker.BeginDrain();
                listeners.RemoveAll(ListenerSide.Peers);
                worker.Connections.CloseIdle();
            });
        await Task.WhenAll(clients.Select(client => ReadAsync(client, isLast: true)));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task What_comes_after_the_close_meets_a_fin_and_no_reset()
    {
        var clients = await ConnectAllAsync();
        await Task.WhenAll(clients.Select(client => ExchangeAsync(client, isLast: false)));
        await WhileHeldUpAsync(() => { }, () => worker.Connections.CloseIdle());
        foreach (var client in clients)
        {
            client.Send(Get);
            Assert.Equal(0, await client.ReceiveAsync(new byte[100]).WaitAsync(Patience, TestContext.Current.CancellationToken));
            client.Send(Get);
            client.Dispose();
        }
    }

    /// <summary>Every request is answered 404 by the proxy itself: nobody has to be there behind it.</summary>
    static Route Answering() => new() { Name = "none", Origin = "", Clusters = new WeightedClusters([]) };

    /// <summary>Holds the loop up, does something, and then has the loop do something before it looks at its sockets again.</summary>
    async Task WhileHeldUpAsync(Action meanwhile, Action onLoop)
    {
        using var held = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Schedule(
            _ =>
            {
                held.Set();
                released.Wait(Patience);
                onLoop();
                done.SetResult();
            },
            null);
        Assert.True(held.Wait(Patience, TestContext.Current.CancellationToken));
        meanwhile();
        released.Set();
        await done.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    async Task<Socket[]> ConnectAllAsync()
    {
        var clients = new Socket[Clients];
        for (var i = 0; i < Clients; i++)
        {
            clients[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await clients[i].ConnectAsync(bound.Task.Result);
        }

        return clients;
    }

    static async Task ExchangeAsync(Socket client, bool isLast)
    {
        await client.SendAsync(Get);
        await ReadAsync(client, isLast);
    }

    static async Task ReadAsync(Socket client, bool isLast)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var received = await client.ReceiveAsync(buffer).WaitAsync(Patience);
            Assert.True(received > 0, $"the connection ended after \"{text}\"");
            text += Encoding.ASCII.GetString(buffer, 0, received);
        }

        Assert.StartsWith("HTTP/1.1 404", text, StringComparison.Ordinal);
        Assert.Equal(isLast, text.Contains("connection: close", StringComparison.Ordinal));
    }
}
