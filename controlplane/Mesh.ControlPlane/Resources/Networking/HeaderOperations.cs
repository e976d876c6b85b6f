namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>set overwrites, add appends, remove deletes. Map order is the written order.</summary>
public sealed record HeaderOperations
{
    public static readonly HeaderOperations None = new();

    public IReadOnlyDictionary<string, string> Set { get; init; } = StringMap.Empty;

    public IReadOnlyDictionary<string, string> Add { get; init; } = StringMap.Empty;

    public IReadOnlyList<string> Remove { get; init; } = [];

    public bool IsEmpty => Set.Count == 0 && Add.Count == 0 && Remove.Count == 0;
}
