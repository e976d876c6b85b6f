namespace Mesh.Proxy.LoadBalancing;

/// <summary>A worker's random numbers: xoshiro-quality is not needed, speed and a seed for tests are (splitmix64). Not for secrets.</summary>
struct FastRandom(ulong seed)
{
    ulong state = seed;

    public uint Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (uint)((z ^ (z >> 31)) >> 32);
    }

    /// <summary>Uniform in [0, exclusiveMax).</summary>
    public int Next(int exclusiveMax) => (int)(((ulong)Next() * (uint)exclusiveMax) >> 32);

    public ulong NextLong() => ((ulong)Next() << 32) | Next();
}
