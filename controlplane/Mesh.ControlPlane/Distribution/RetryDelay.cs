namespace Mesh.ControlPlane.Distribution;

/// <summary>How long to wait before what failed is tried again: it is a bug or a lack of memory, and a core is not to be lost over it.</summary>
static class RetryDelay
{
    const int MaxDoublings = 6;

    /// <param name="failures">So far, at least 1.</param>
    /// <returns>1 s, 2 s, and so on to 64 s.</returns>
    public static TimeSpan After(int failures) => TimeSpan.FromSeconds(1 << Math.Min(failures - 1, MaxDoublings));
}
