namespace Mesh.Proxy.Names;

/// <summary>How a lookup ended.</summary>
enum NameOutcome : byte
{
    Found,

    /// <summary>Addresses of one family were found; whether there are others, nobody said.</summary>
    Partial,

    /// <summary>Those who must know say that there is no such name, or that it has no address.</summary>
    None,

    /// <summary>Nobody answered, or nobody could.</summary>
    Failed,
}
