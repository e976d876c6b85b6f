using System.Net;
using BenchmarkDotNet.Attributes;
using Mesh.Contract;
using Mesh.Proxy.LoadBalancing;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Benchmarks.LoadBalancing;

/// <summary>One pick of ten endpoints.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class BalancerBenchmark
{
    const int Endpoints = 10;
    const int Checked = 10_000;

    ILoadBalancer balancer = null!;
    FastRandom random = new(1);

    [Params(LoadBalancer.LeastRequest, LoadBalancer.RoundRobin, LoadBalancer.Random)]
    public LoadBalancer Policy { get; set; }

    [Params(false, true)]
    public bool Weighted { get; set; }

    [GlobalSetup]
    public void Make()
    {
        Endpoint[] endpoints = [.. Enumerable.Range(0, Endpoints).Select(Make)];
        balancer = LoadBalancerFactory.Create(Policy, endpoints, workers: 1);
        var counts = new Dictionary<Endpoint, int>();
        for (var i = 0; i < Checked; i++)
        {
            var picked = balancer.Pick(0, ref random)!;
            counts[picked] = counts.GetValueOrDefault(picked) + 1;
        }

        Answer.MustBe(true, endpoints.All(endpoint => Math.Abs(counts[endpoint] / (double)Checked - endpoint.Weight / (double)endpoints.Sum(e => e.Weight)) < 0.02));
    }

    [Benchmark]
    public bool Pick() => balancer.Pick(0, ref random) is not null;

    Endpoint Make(int index) =>
        new(new IPEndPoint(new IPAddress([10, 0, 0, (byte)(index + 1)]), 80), Weighted ? index + 1 : 1, new WorkloadIdentity(), workers: 1);
}
