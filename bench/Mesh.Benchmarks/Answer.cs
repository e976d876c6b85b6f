namespace Mesh.Benchmarks;

/// <summary>A benchmark that computes the wrong thing measures nothing: every GlobalSetup checks the answer before it is timed.</summary>
static class Answer
{
    /// <exception cref="InvalidOperationException">The answer is not the expected one; the benchmark does not run.</exception>
    public static void MustBe<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvalidOperationException($"wrong answer: expected {expected}, got {actual}");
        }
    }
}
