namespace Mesh.Protocols.Paths;

/// <summary>
/// meshConfig.pathNormalization.normalization; each includes the ones before it. DEFAULT is <see cref="Base"/>.
/// </summary>
public enum PathNormalization : byte
{
    /// <summary>Paths are routed and forwarded as they came.</summary>
    None,

    /// <summary>
    /// RFC 3986 as Envoy's normalize_path has it: dot segments are resolved, '\' becomes '/', percent-encoded unreserved characters are
    /// decoded, characters that a URL does not have are encoded.
    /// </summary>
    Base,

    /// <summary>Then runs of slashes become one.</summary>
    MergeSlashes,

    /// <summary>%2F and %5C are slashes from the beginning.</summary>
    DecodeAndMergeSlashes,
}
