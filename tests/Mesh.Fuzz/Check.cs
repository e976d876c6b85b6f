using System.Diagnostics.CodeAnalysis;

namespace Mesh.Fuzz;

/// <summary>Invariants of fuzz targets. Says nothing else when it holds: a target runs a hundred thousand times.</summary>
static class Check
{
    public static void That([DoesNotReturnIf(false)] bool holds, string invariant)
    {
        if (!holds)
        {
            throw new InvariantException(invariant);
        }
    }

    public static void Equal<T>(T expected, T actual, string invariant)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvariantException($"{invariant}: {expected} is not {actual}");
        }
    }
}
