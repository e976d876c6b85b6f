using Google.Protobuf;

namespace Mesh.Contract;

/// <summary>The identity of a resource's bytes: the first 16 bytes of their SHA-256.</summary>
public static class ContentHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 16;

    /// <summary>The hash of <paramref name="body"/>.</summary>
    public static ByteString Of(ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[Sha256Digest.Length];
        Sha256Digest.Hash(body, digest);
        return ByteString.CopyFrom(digest[..Length]);
    }

    /// <summary>Whether a resource's hash is that of its body: false means damage in transit or on disk.</summary>
    public static bool Matches(Resource resource)
    {
        Span<byte> digest = stackalloc byte[Sha256Digest.Length];
        Sha256Digest.Hash(resource.Body.Span, digest);
        return resource.Hash.Span.SequenceEqual(digest[..Length]);
    }
}
