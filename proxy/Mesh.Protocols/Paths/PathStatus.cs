namespace Mesh.Protocols.Paths;

/// <summary>What <see cref="PathNormalizer"/> made of a path.</summary>
public enum PathStatus : byte
{
    /// <summary>It is normal already; nothing was written.</summary>
    Unchanged,

    /// <summary>The normalized path and the query, as it came, are in the destination.</summary>
    Rewritten,

    /// <summary>The request must be refused with 400: <see cref="PathError"/> says why.</summary>
    Rejected,
}
