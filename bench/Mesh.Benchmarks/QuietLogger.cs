using BenchmarkDotNet.Loggers;

namespace Mesh.Benchmarks;

/// <summary>Which benchmark runs and what fails; not the hundred lines that each says of its iterations. The tables are printed at the end.</summary>
sealed class QuietLogger(ILogger inner) : ILogger
{
    public string Id => nameof(QuietLogger);

    public int Priority => inner.Priority;

    public void Write(LogKind kind, string text)
    {
        if (IsHeard(kind, text))
        {
            inner.Write(kind, text);
        }
    }

    public void WriteLine()
    {
    }

    public void WriteLine(LogKind kind, string text)
    {
        if (IsHeard(kind, text))
        {
            inner.WriteLine(kind, text);
        }
    }

    public void Flush() => inner.Flush();

    static bool IsHeard(LogKind kind, string text) =>
        kind == LogKind.Error || (kind == LogKind.Header && text.StartsWith("// Benchmark:", StringComparison.Ordinal));
}
