using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>Connections that stay while rounds of requests run over them.</summary>
sealed class SteadyLoad : IAsyncDisposable
{
    readonly IReadOnlyList<WireClient> clients;
    readonly byte[] request = WireClient.Get("/good");

    SteadyLoad(IReadOnlyList<WireClient> clients) => this.clients = clients;

    public static async Task<SteadyLoad> StartAsync(int port, int connections) =>
        new(await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => WireClient.ConnectAsync(port))));

    /// <summary>So many requests, all connections together.</summary>
    public Task RunAsync(int requests) => Task.WhenAll(clients.Select(client => Task.Run(() => RunAsync(client, requests / clients.Count))));

    public ValueTask DisposeAsync()
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    async Task RunAsync(WireClient client, int requests)
    {
        for (; requests > 0; requests--)
        {
            await client.SendAsync(request);
            var reply = await client.ReadAsync();
            Assert.True(reply is { Status: 200, IsWhole: true, SaysClose: false }, $"{reply}");
        }
    }
}
