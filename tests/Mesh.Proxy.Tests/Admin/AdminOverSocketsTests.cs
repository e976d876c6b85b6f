using System.Net;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Tests.Telemetry;
using Mesh.Proxy.Tests.Telemetry.Metrics;
using Mesh.Transport.Epoll;
using Xunit;

namespace Mesh.Proxy.Tests.Admin;

public sealed class AdminOverSocketsTests
{
    [Theory]
    [InlineData(DecompressionMethods.None)]
    [InlineData(DecompressionMethods.GZip)]
    public async Task A_real_client_scrapes_a_large_exposition_and_keeps_its_connection(DecompressionMethods decompression)
    {
        var host = new AdminHost(TimeProvider.System);
        for (var i = 0; i < 60; i++)
        {
            var exchange = Exchanges.Inbound();
            exchange.SourceWorkload = Exchanges.Identity("client-" + i);
            host.Worker.Complete(exchange);
        }

        await using var loop = new EpollLoop(0);
        var bound = new TaskCompletionSource<EndPoint>();
        loop.Schedule(_ => bound.SetResult(new AdminServer(loop, TimeProvider.System).Listen(new IPEndPoint(IPAddress.Loopback, 0), AdminSites.Metrics(host.Context))), null);
        loop.Start();
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = decompression }) { BaseAddress = new Uri($"http://{await bound.Task}") };

        for (var i = 0; i < 2; i++)
        {
            var response = await client.GetAsync("/stats/prometheus", TestContext.Current.CancellationToken);
            Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            var scrape = Scrape.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal(60, scrape.LabelsOf("istio_requests_total").Count());
        }
    }
}
