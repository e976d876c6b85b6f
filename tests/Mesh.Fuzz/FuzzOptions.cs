using System.Globalization;

namespace Mesh.Fuzz;

/// <summary>How long and from which seed.</summary>
/// <param name="Seed">Equal seeds give equal inputs, as far as time allows.</param>
/// <param name="Time">Of one target.</param>
/// <param name="MaxInputs">Of one target.</param>
sealed record FuzzOptions(int Seed, TimeSpan Time, long MaxInputs)
{
    /// <summary>What a run of all tests can afford; the same inputs each time on any machine that is fast enough.</summary>
    public static readonly FuzzOptions Brief = new(Seed: 1, TimeSpan.FromSeconds(1.5), MaxInputs: 10_000);

    /// <summary>Brief, or as the environment says: MESH_FUZZ_SECONDS for each target, MESH_FUZZ_SEED.</summary>
    public static FuzzOptions FromEnvironment() => Of(
        Environment.GetEnvironmentVariable("MESH_FUZZ_SECONDS"), Environment.GetEnvironmentVariable("MESH_FUZZ_SEED"));

    /// <summary>Whether a target is to run: all are, unless MESH_FUZZ_TARGET names one.</summary>
    public static bool IsWanted(string target) => Environment.GetEnvironmentVariable("MESH_FUZZ_TARGET") is not { Length: > 0 } wanted || wanted == target;

    /// <summary>A long run begins from a seed of its own, else each would find what the last one did.</summary>
    public static FuzzOptions Of(string? seconds, string? seed)
    {
        var given = seed is { Length: > 0 } ? int.Parse(seed, CultureInfo.InvariantCulture) : (int?)null;
        return seconds is { Length: > 0 }
            ? new FuzzOptions(given ?? Random.Shared.Next(), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), long.MaxValue)
            : Brief with { Seed = given ?? Brief.Seed };
    }
}
