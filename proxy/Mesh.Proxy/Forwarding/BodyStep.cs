namespace Mesh.Proxy.Forwarding;

/// <summary>What became of a piece of a body.</summary>
enum BodyStep : byte
{
    More,

    /// <summary>The body is whole, and with its end in the sink's output.</summary>
    Complete,

    /// <summary>Its framing is broken.</summary>
    Invalid,

    /// <summary>Its sender ended before the body did.</summary>
    Cut,
}
