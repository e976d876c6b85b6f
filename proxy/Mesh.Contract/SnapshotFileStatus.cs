namespace Mesh.Contract;

/// <summary>The outcome of reading a snapshot file.</summary>
public enum SnapshotFileStatus
{
    /// <summary>Read and checked.</summary>
    Good,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>The file exists and cannot be read: permissions, a directory, an I/O error.</summary>
    Unreadable,

    /// <summary>Its first bytes are not a snapshot's.</summary>
    NotASnapshot,

    /// <summary>It ends before its header says it does.</summary>
    Truncated,

    /// <summary>It goes on after its content, or is larger than any snapshot may be.</summary>
    TooLong,

    /// <summary>Written by a newer build.</summary>
    FutureVersion,

    /// <summary>Written by a build too old to be read.</summary>
    RetiredVersion,

    /// <summary>Its bytes changed since they were written.</summary>
    Corrupt,
}
