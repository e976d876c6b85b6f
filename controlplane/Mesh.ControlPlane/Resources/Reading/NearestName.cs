namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
static class NearestName
{
    /// <summary>Longer names are not compared: the distance is quadratic, and the input hostile.</summary>
    const int MaxLength = 64;

    /// <returns><c>, did you mean "route"?</c>, or nothing when no name is near.</returns>
    public static string Hint(string name, IEnumerable<string> candidates)
    {
        if (name.Length > MaxLength)
        {
            return "";
        }

        var limit = Math.Max(1, name.Length / 3);
        var (nearest, distance) = candidates
            .Order(StringComparer.Ordinal)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .DefaultIfEmpty((candidate: "", distance: int.MaxValue))
            .MinBy(pair => pair.distance);
        return distance <= limit ? $", did you mean \"{nearest}\"?" : "";
    }

    /// <summary>Levenshtein distance; letter case costs nothing.</summary>
    static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
