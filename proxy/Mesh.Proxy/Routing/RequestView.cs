using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Routing;

/// <summary>
/// What routes match on: spans over the request's head. A path that normalization or a filter changed is the changed one. Whatever the protocol, a head
/// is bytes plus an <see cref="Http1Head"/> index over them.
/// </summary>
readonly ref struct RequestView
{
    /// <summary>The bytes that <see cref="Head"/> indexes.</summary>
    public required ReadOnlySpan<byte> Bytes { get; init; }

    public required Http1Head Head { get; init; }

    public required ReadOnlySpan<byte> Method { get; init; }

    /// <summary>As sent: may carry a port; case is the client's.</summary>
    public required ReadOnlySpan<byte> Authority { get; init; }

    /// <summary>"http" or "https".</summary>
    public required ReadOnlySpan<byte> Scheme { get; init; }

    /// <summary>Without query.</summary>
    public required ReadOnlySpan<byte> Path { get; init; }

    /// <summary>Without '?'; empty if none.</summary>
    public required ReadOnlySpan<byte> Query { get; init; }
}
