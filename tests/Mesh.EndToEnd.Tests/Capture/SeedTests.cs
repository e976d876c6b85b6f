using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>The seed's own example, sidecar to sidecar over real capture rules.</summary>
public sealed class SeedTests : IClassFixture<SeedTests.Fixture>
{
    readonly Fixture fixture;

    public SeedTests(Fixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Fact]
    public async Task JasonReachesV2AndEverybodyElseV3()
    {
        // 3.5 match blocks in order, 3.8 exact header, 4.4 subsets.
        var jason = await Curl.Get(fixture.Client.Host, "-H", "end-user: jason", $"{ReviewsConfig.Url}/?n=[1-20]");
        var others = await Curl.Get(fixture.Client.Host, $"{ReviewsConfig.Url}/?n=[1-20]");
        var jasonInAnotherCase = await Curl.Get(fixture.Client.Host, "-H", "End-User: jason", $"{ReviewsConfig.Url}/");
        var jane = await Curl.Get(fixture.Client.Host, "-H", "end-user: jason2", $"{ReviewsConfig.Url}/");

        Assert.Equal(Enumerable.Repeat("reviews v2: GET / for jason", 20), Lines(jason));
        Assert.Equal(Enumerable.Repeat("reviews v3: GET /", 20), Lines(others));
        Assert.Equal("reviews v2: GET / for jason", jasonInAnotherCase.Trim());
        Assert.Equal("reviews v3: GET / for jason2", jane.Trim());
    }

    [Fact]
    public async Task EditToACanaryUnderLoadFailsNoRequestAndSplitsByWeight()
    {
        // 3.15 weights, 9.x edits are live: requests in flight and on old connections never fail.
        using var stop = new CancellationTokenSource();
        var load = Load(stop.Token);
        try
        {
            await fixture.Mesh.Control.Edit("virtual-service.yaml", ReviewsConfig.Canary);
            var answers = Lines(await Curl.Get(fixture.Client.Host, $"{ReviewsConfig.Url}/?n=[1-2000]"));

            Assert.Equal(2000, answers.Length);
            Assert.DoesNotContain(answers, answer => !answer.StartsWith("reviews v1:", StringComparison.Ordinal) && !answer.StartsWith("reviews v3:", StringComparison.Ordinal));
            // 20 % of 2,000 is 400; five standard deviations (18 each) are 90.
            Assert.InRange(answers.Count(answer => answer.StartsWith("reviews v1:", StringComparison.Ordinal)), 310, 490);
        }
        finally
        {
            await stop.CancelAsync();
            await fixture.Mesh.Control.Edit("virtual-service.yaml", ReviewsConfig.Files()["virtual-service.yaml"]);
        }

        var (sent, failures) = await load;
        Assert.True(sent > 100, $"the load sent only {sent} requests");
        Assert.Empty(failures);
    }

    // Two keep-alive connections, one request after the other, until told to stop.
    async Task<(int Sent, IReadOnlyList<string> Failures)> Load(CancellationToken stop)
    {
        using var client = fixture.Client.Host.NewHttpClient();
        var sent = 0;
        var failures = new List<string>();
        async Task One()
        {
            while (!stop.IsCancellationRequested)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "http://10.96.0.20:9080/load");
                request.Headers.Host = "reviews:9080";
                var outcome = await Outcome(client, request);
                Interlocked.Increment(ref sent);
                if (outcome != "200")
                {
                    lock (failures)
                    {
                        failures.Add(outcome);
                    }
                }

                await Task.Delay(1, CancellationToken.None);
            }
        }

        await Task.WhenAll(One(), One());
        return (sent, failures);
    }

    static async Task<string> Outcome(HttpClient client, HttpRequestMessage request)
    {
        try
        {
            using var response = await client.SendAsync(request);
            return $"{(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public sealed class Fixture : MeshFixture
    {
        public Pod Client { get; private set; } = null!;

        protected override IReadOnlyDictionary<string, string> Config => ReviewsConfig.Files();

        protected override async Task Build(MeshTopology mesh) => Client = await ReviewsConfig.AddPods(mesh);
    }
}
