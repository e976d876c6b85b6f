namespace Mesh.ControlPlane.Validation;

/// <summary>How many findings there are of a sort, and how many of them are not listed.</summary>
struct FindingCount
{
    public int All { get; private set; }

    public int LeftOut { get; private set; }

    /// <summary>Counts one more.</summary>
    /// <returns>Whether it is among the first <paramref name="most"/>.</returns>
    public bool Take(int most)
    {
        var listed = All++ < most;
        LeftOut += listed ? 0 : 1;
        return listed;
    }

    /// <summary>Says what is left out; null when nothing is.</summary>
    public static string? More(FindingCount errors, FindingCount others) => (errors.LeftOut, others.LeftOut) switch
    {
        (0, 0) => null,
        (var more, 0) => $"and {more} more errors",
        (0, var more) => $"and {more} more warnings",
        var (first, second) => $"and {first} more errors and {second} more warnings",
    };
}
