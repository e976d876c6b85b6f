using BenchmarkDotNet.Attributes;
using Mesh.Transport;
using Mesh.Transport.Buffers;

namespace Mesh.Benchmarks.Transport;

/// <summary>A loop's pool: one block as a small request takes it, and many at once.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class BufferPoolBenchmark
{
    const int Many = 64;

    readonly SlabBufferPool pool = new();
    readonly BufferBlock[] blocks = new BufferBlock[Many];

    [GlobalSetup]
    public void Check()
    {
        Answer.MustBe(pool.BlockSize, Rent_and_return());
        Answer.MustBe(0, Rent_64_and_return());
        Answer.MustBe(Many, pool.Pooled);
    }

    [Benchmark]
    public int Rent_and_return()
    {
        var block = pool.Rent();
        pool.TakeBack(block);
        return block.Array.Length;
    }

    [Benchmark(OperationsPerInvoke = Many)]
    public int Rent_64_and_return()
    {
        for (var i = 0; i < Many; i++)
        {
            blocks[i] = pool.Rent();
        }

        foreach (var block in blocks)
        {
            pool.TakeBack(block);
        }

        return pool.Rented;
    }
}
