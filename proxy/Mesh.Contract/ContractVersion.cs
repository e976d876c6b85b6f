namespace Mesh.Contract;

/// <summary>The version both ends of a stream, and every snapshot file, state before anything else.</summary>
/// <remarks>
/// Added fields and kinds do not raise it: a reader ignores what it does not know. It is raised only when an older reader would
/// misunderstand what it is sent, so a higher version than ours always means "do not read on".
/// </remarks>
public static class ContractVersion
{
    /// <summary>The version this build speaks and writes.</summary>
    public const uint Current = 1;

    /// <summary>The oldest version this build still reads.</summary>
    public const uint Oldest = 1;

    /// <summary>Whether this build can read <paramref name="version"/>.</summary>
    public static bool IsReadable(uint version) => version is >= Oldest and <= Current;
}
