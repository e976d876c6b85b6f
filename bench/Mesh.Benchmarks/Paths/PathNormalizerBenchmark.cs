using System.Text;
using BenchmarkDotNet.Attributes;
using Mesh.Protocols.Paths;

namespace Mesh.Benchmarks.Paths;

/// <summary>Paths as they come, nearly all of them normal, and one that is rewritten.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class PathNormalizerBenchmark
{
    static readonly byte[] Short = "/reviews/1?page=2"u8.ToArray();
    static readonly byte[] Grpc = "/hipstershop.ProductCatalogService/GetProduct"u8.ToArray();
    static readonly byte[] Long = Encoding.ASCII.GetBytes("/api/v1/" + string.Join('/', Enumerable.Repeat("segment", 30)) + "?q=" + new string('x', 200));
    static readonly byte[] Abnormal = "/api/v1/%70roducts//./reviews/../0?u=normal"u8.ToArray();

    readonly byte[] destination = new byte[256];

    [Params(PathNormalization.Base, PathNormalization.DecodeAndMergeSlashes)]
    public PathNormalization Mode { get; set; }

    [GlobalSetup]
    public void Check()
    {
        Answer.MustBe(0, Path_of_10_bytes());
        Answer.MustBe(0, Path_of_45_bytes());
        Answer.MustBe(0, Path_of_250_bytes());
        Answer.MustBe(Mode == PathNormalization.Base ? "/api/v1/products//0?u=normal" : "/api/v1/products/0?u=normal", Rewritten());
    }

    [Benchmark]
    public int Path_of_10_bytes() => Normalize(Short);

    [Benchmark]
    public int Path_of_45_bytes() => Normalize(Grpc);

    [Benchmark]
    public int Path_of_250_bytes() => Normalize(Long);

    [Benchmark]
    public int Path_that_is_rewritten() => Normalize(Abnormal);

    string Rewritten() => Encoding.ASCII.GetString(destination, 0, Normalize(Abnormal));

    int Normalize(byte[] path)
    {
        PathNormalizer.Normalize(path, Mode, destination, out var written, out _);
        return written;
    }
}
