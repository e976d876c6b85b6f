namespace Mesh.Proxy.Forwarding;

/// <summary>What a body's framing needs on its way between sides of different versions.</summary>
enum BodyRecoding : byte
{
    /// <summary>Goes as it came: the same framing on both sides, or none.</summary>
    None,

    /// <summary>It ended with its stream; for HTTP/1.1 it is cut into chunks.</summary>
    Chunk,

    /// <summary>Its chunks are taken apart; it ends with the stream.</summary>
    Dechunk,
}
