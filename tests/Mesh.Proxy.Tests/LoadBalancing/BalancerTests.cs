using System.Net;
using Mesh.Contract;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Xunit;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.LoadBalancing;

/// <summary>Cluster to endpoint (4.6) and route to cluster (3.15), with fixed seeds.</summary>
public class BalancerTests
{
    const int Picks = 60_000;

    static Endpoint[] Endpoints(params int[] weights) =>
        [.. weights.Select((weight, i) => new Endpoint(new IPEndPoint(0x0100000a + (i << 24), 80), weight, new WorkloadIdentity(), 2))];

    static int[] Count(ILoadBalancer balancer, Endpoint[] endpoints, int picks = Picks, int worker = 0, Action<Endpoint>? onPick = null)
    {
        var random = new FastRandom(42);
        var counts = new int[endpoints.Length];
        for (var i = 0; i < picks; i++)
        {
            var picked = balancer.Pick(worker, ref random)!;
            counts[Array.IndexOf(endpoints, picked)]++;
            onPick?.Invoke(picked);
        }

        return counts;
    }

    static void AssertShares(int[] counts, int[] weights, double tolerance)
    {
        for (var i = 0; i < counts.Length; i++)
            Assert.InRange(counts[i] / (double)counts.Sum(), weights[i] / (double)weights.Sum() - tolerance, weights[i] / (double)weights.Sum() + tolerance);
    }

    [Theory]
    [InlineData(Contract.LoadBalancer.LeastRequest)]
    [InlineData(Contract.LoadBalancer.Random)]
    [InlineData(Contract.LoadBalancer.RoundRobin)]
    public void Idle_endpoints_are_used_in_weight_proportion(Contract.LoadBalancer policy)
    {
        foreach (var weights in new int[][] { [1, 1, 1], [5, 3, 2], [100, 1], [1, 1000, 7, 7], [1] })
        {
            var endpoints = Endpoints(weights);
            AssertShares(Count(LoadBalancerFactory.Create(policy, endpoints, 2), endpoints), weights, 0.01);
        }
    }

    [Theory]
    [InlineData(Contract.LoadBalancer.LeastRequest)]
    [InlineData(Contract.LoadBalancer.Random)]
    [InlineData(Contract.LoadBalancer.RoundRobin)]
    [InlineData(Contract.LoadBalancer.Passthrough)]
    public void Nobody_is_picked_from_nothing(Contract.LoadBalancer policy)
    {
        var random = new FastRandom(1);
        Assert.Null(LoadBalancerFactory.Create(policy, [], 1).Pick(0, ref random));
    }

    [Fact]
    public void Least_request_takes_the_less_busy_of_two()
    {
        var endpoints = Endpoints(1, 1);
        endpoints[0].Slot(0).Active = 1;
        Assert.Equal([0, 1000], Count(new LeastRequestBalancer(endpoints), endpoints, 1000));
        // Load is a worker's own.
        Assert.All(Count(new LeastRequestBalancer(endpoints), endpoints, 1000, worker: 1), count => Assert.InRange(count, 400, 600));
    }

    [Fact]
    public void Least_request_avoids_an_endpoint_that_never_answers()
    {
        var endpoints = Endpoints(1, 1, 1, 1);
        var counts = Count(new LeastRequestBalancer(endpoints), endpoints, 10_000, onPick: picked =>
        {
            if (picked == endpoints[2])
                picked.Slot(0).Active++;
        });
        Assert.InRange(counts[2], 1, 10);
    }

    [Fact]
    public void Least_request_compares_load_per_weight()
    {
        var endpoints = Endpoints(4, 1);
        (endpoints[0].Slot(0).Active, endpoints[1].Slot(0).Active) = (4, 1);
        AssertShares(Count(new LeastRequestBalancer(endpoints), endpoints), [4, 1], 0.01);
        endpoints[0].Slot(0).Active = 5;
        Assert.True(Count(new LeastRequestBalancer(endpoints), endpoints)[1] > Picks * 0.3);
    }

    [Fact]
    public void Round_robin_goes_round_and_workers_start_where_they_like()
    {
        var endpoints = Endpoints(1, 1, 1, 1, 1);
        var balancer = new RoundRobinBalancer(endpoints, 2);
        var random = new FastRandom(3);
        var picks = Enumerable.Range(0, 10).Select(_ => balancer.Pick(0, ref random)).ToArray();
        Assert.Equal(5, picks.Take(5).Distinct().Count());
        Assert.Equal(picks.Take(5), picks.Skip(5));
        var starts = Enumerable.Range(0, 50).Select(seed =>
        {
            var own = new FastRandom((ulong)seed);
            return new RoundRobinBalancer(endpoints, 2).Pick(1, ref own);
        });
        Assert.Equal(5, starts.Distinct().Count());
    }

    [Fact]
    public void Weighted_round_robin_spreads_its_picks_and_stays_exact()
    {
        var endpoints = Endpoints(3, 1);
        var balancer = new RoundRobinBalancer(endpoints, 1);
        var random = new FastRandom(9);
        var picks = Enumerable.Range(0, 4_000_000).Select(_ => balancer.Pick(0, ref random) == endpoints[1]).ToArray();
        for (var i = 0; i < 4_000_000; i += 400_000)
            Assert.InRange(picks.AsSpan(i, 40).Count(true), 9, 11);
        Assert.InRange(picks.AsSpan().Count(true), 999_990, 1_000_010);
    }

    [Theory]
    [InlineData(80, 20)]
    [InlineData(1, 1, 1)]
    [InlineData(99, 0, 1)]
    [InlineData(0, 0, 5)]
    public void Routes_pick_destinations_in_weight_proportion(params int[] weights)
    {
        var clusters = new WeightedClusters([.. weights.Select((weight, i) => new WeightedClusters.Choice(null, weight, [], i.ToString()))]);
        var random = new FastRandom(42);
        var counts = new int[weights.Length];
        for (var i = 0; i < Picks; i++)
            counts[int.Parse(clusters.Pick(ref random)!.MissingName)]++;
        AssertShares(counts, weights, 0.006);
        for (var i = 0; i < weights.Length; i++)
            Assert.Equal(weights[i] == 0, counts[i] == 0);
    }

    [Fact]
    public void A_single_destination_takes_all_and_none_take_nothing()
    {
        var random = new FastRandom(1);
        Assert.NotNull(new WeightedClusters([new WeightedClusters.Choice(null, 0, [], "")]).Pick(ref random));
        Assert.Null(new WeightedClusters([]).Pick(ref random));
        var zero = new WeightedClusters.Choice(null, 0, [], "");
        Assert.Null(new WeightedClusters([zero, zero]).Pick(ref random));
    }
}
