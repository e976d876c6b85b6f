namespace Mesh.Protocols.Paths;

/// <summary>Why a path is rejected. Envoy answers each with 400 and details path_normalization_failed.</summary>
public enum PathError : byte
{
    None,

    /// <summary>'#': whoever cuts the fragment serves another path than was routed. In every mode.</summary>
    Fragment,

    /// <summary>NUL or %00: ends the path for whoever has C strings.</summary>
    Null,

    /// <summary>Neither begins with a slash nor is empty or "*".</summary>
    Relative,

    /// <summary>The normalized path, with its query, does not fit the destination.</summary>
    TooLong,
}
