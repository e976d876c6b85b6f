using System.Diagnostics;

namespace Mesh.Fuzz;

/// <summary>Runs one target over its corpus, its seeds, and mutations of what had outcomes of its own.</summary>
sealed class Fuzzer(IFuzzTarget target, FuzzOptions options)
{
    /// <summary>Many times what the slowest input takes on a busy machine.</summary>
    static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(20);

    const int MaxPool = 1_000;
    const int MaxCuts = 2_000;

    readonly Random random = new(options.Seed);
    readonly List<byte[]> pool = [];
    readonly HashSet<int> outcomes = [];
    volatile byte[] current = [];
    long inputs;
    long startedAt;
    string? failure;

    /// <summary>How many inputs were run.</summary>
    public long Inputs => Interlocked.Read(ref inputs);

    /// <returns>Null, or what went wrong with which input.</returns>
    public string? Run()
    {
        // On a thread of its own, for what never returns must be told too, with its input.
        var thread = new Thread(Work, 16 * 1024 * 1024) { IsBackground = true, Name = target.Name };
        Interlocked.Exchange(ref startedAt, Stopwatch.GetTimestamp());
        thread.Start();
        while (!thread.Join(TimeSpan.FromMilliseconds(100)))
        {
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref startedAt)) > HungAfter)
            {
                return FuzzFailure.Report(target, current, options, $"does not return within {HungAfter.TotalSeconds} s");
            }
        }

        return failure;
    }

    void Work()
    {
        var clock = Stopwatch.StartNew();
        foreach (var input in Corpus.Of(target.Name).Select(entry => entry.Input).Concat(target.Seeds).Append([]))
        {
            if (!Try(input))
            {
                return;
            }

            pool.Add(input);
        }

        var mutator = new Mutator(random, target);
        while (clock.Elapsed < options.Time && Inputs < options.MaxInputs)
        {
            var input = mutator.Mutate(pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]);
            if (!Try(input))
            {
                return;
            }
        }
    }

    bool Try(byte[] input)
    {
        if (Judge(input, out var outcome) is { } why)
        {
            var smallest = Shrink(input, why.GetType());
            failure = FuzzFailure.Report(target, smallest, options, $"{Judge(smallest, out _) ?? why}");
            return false;
        }

        if (outcomes.Add(outcome) && pool.Count < MaxPool)
        {
            pool.Add(input);
        }

        return true;
    }

    Exception? Judge(byte[] input, out int outcome)
    {
        outcome = 0;
        current = input;
        Interlocked.Exchange(ref startedAt, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref inputs);
        try
        {
            outcome = target.Run(input);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    /// <summary>Cuts pieces, ever smaller, for as long as it fails in the same way: the rest is what matters.</summary>
    byte[] Shrink(byte[] input, Type failedWith)
    {
        var left = MaxCuts;
        for (var size = Math.Max(input.Length / 2, 1); size > 0; size /= 2)
        {
            for (var at = 0; at < input.Length && left-- > 0;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(at + size, input.Length))];
                if (Judge(shorter, out _)?.GetType() == failedWith)
                {
                    input = shorter;
                }
                else
                {
                    at += size;
                }
            }
        }

        return input;
    }
}
