using BenchmarkDotNet.Attributes;
using Mesh.Proxy.Routing;

namespace Mesh.Benchmarks.Routing;

/// <summary>RE2 expressions in linear time, also over what would make a backtracking engine hang.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class RegexMatcherBenchmark
{
    static readonly byte[] Hostile = [.. Enumerable.Repeat((byte)'a', 200), (byte)'!'];

    readonly RegexMatcher version = RegexMatcher.TryCreate("/v[0-9]+/items/[^/]+", out _)!;
    readonly RegexMatcher nested = RegexMatcher.TryCreate("(a+)+", out _)!;

    [GlobalSetup]
    public void Check()
    {
        Answer.MustBe(true, Path_of_21_bytes());
        Answer.MustBe(false, Nested_quantifiers_over_201_hostile_bytes());
    }

    [Benchmark]
    public bool Path_of_21_bytes() => version.IsMatch("/v12/items/a-b-c-d-e-"u8);

    [Benchmark]
    public bool Nested_quantifiers_over_201_hostile_bytes() => nested.IsMatch(Hostile);
}
