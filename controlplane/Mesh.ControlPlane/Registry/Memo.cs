namespace Mesh.ControlPlane.Registry;

/// <summary>
/// Results by what they were made of, over all states of a mesh: what an edit did not touch is not made again, and nothing has to be
/// invalidated by hand. Safe to share between threads; a result is made outside the lock.
/// </summary>
/// <remarks>Two generations: what neither this one nor the last one asked for is forgotten. Forgetting costs work, never correctness.</remarks>
sealed class Memo<T>
    where T : class
{
    readonly Lock gate = new();
    Dictionary<Inputs, T> current = [];
    Dictionary<Inputs, T> previous = [];

    /// <summary>The known result of these inputs, else the one that <paramref name="make"/> gives.</summary>
    /// <param name="inputs">Everything the result depends on.</param>
    /// <param name="make">May run twice where two threads ask at once; both get the result of the first.</param>
    public T Get(Inputs inputs, Func<T> make)
    {
        lock (gate)
            if (Find(inputs) is { } known)
                return known;
        var made = make();
        lock (gate)
            return Find(inputs) ?? (current[inputs] = made);
    }

    /// <summary>Results known.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return current.Keys.Union(previous.Keys).Count();
        }
    }

    /// <summary>Forgets results, of whatever generation.</summary>
    /// <param name="isUsed">Which to keep.</param>
    public void Keep(Func<T, bool> isUsed)
    {
        lock (gate)
            foreach (var results in new[] { current, previous })
                foreach (var unused in results.Where(result => !isUsed(result.Value)).Select(result => result.Key).ToList())
                    results.Remove(unused);
    }

    /// <summary>Begins a new generation.</summary>
    public void Sweep()
    {
        lock (gate)
            (previous, current) = (current, new Dictionary<Inputs, T>(current.Count));
    }

    T? Find(Inputs inputs)
    {
        if (current.TryGetValue(inputs, out var known))
            return known;
        return previous.TryGetValue(inputs, out known) ? current[inputs] = known : null;
    }
}
