namespace Mesh.ControlPlane.Validation;

/// <summary>Lists in messages, of which there may be as many as the list has items.</summary>
static class Listing
{
    const int MaxNamed = 5;

    /// <summary>The first few, and whether there are more.</summary>
    public static string Some(IEnumerable<string> items)
    {
        var some = items.Take(MaxNamed + 1).ToList();
        return string.Join(", ", some.Take(MaxNamed)) + (some.Count > MaxNamed ? ", ..." : "");
    }
}
