using System.Collections.Concurrent;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>Many cases side by side, and all that went wrong in one message.</summary>
static class Batch
{
    const int Shown = 40;

    /// <param name="check">Null if the case went well, else what went wrong.</param>
    public static async Task CheckAsync<T>(IEnumerable<T> cases, int atOnce, Func<T, Task<string?>> check)
    {
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (item, _) =>
        {
            try
            {
                if (await check(item) is { } failure)
                {
                    failures.Enqueue($"{item}: {failure}");
                }
            }
            catch (Exception exception)
            {
                failures.Enqueue($"{item}: {exception.GetType().Name}: {exception.Message}");
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} cases failed:\n{string.Join('\n', failures.Order().Take(Shown))}");
    }
}
