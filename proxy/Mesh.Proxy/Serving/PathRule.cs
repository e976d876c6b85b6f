using System.Buffers;
using Mesh.Protocols.Paths;

namespace Mesh.Proxy.Serving;

/// <summary>
/// Normalizes a request's path before anything is decided by it (2.21): routes, policies and the application all see the same path, so that none of them
/// can be got past by writing it in another way. A path that is normal, as nearly all are, costs one search.
/// </summary>
static class PathRule
{
    /// <summary>False: no path that a server would understand as the proxy does; the request is refused.</summary>
    public static bool Apply(Exchange exchange, HeadStore store)
    {
        var path = exchange.PathAndQuery.Span;
        var mode = exchange.Snapshot.Http.Normalization;
        // Without room: what it answers then is either "normal" or to be asked again.
        return path.IsEmpty || PathNormalizer.Normalize(path, mode, [], out _, out _) == PathStatus.Unchanged || Rewrite(exchange, store, path, mode);
    }

    public static ReadOnlySpan<byte> WithoutQuery(ReadOnlySpan<byte> pathAndQuery)
    {
        var query = pathAndQuery.IndexOf((byte)'?');
        return query < 0 ? pathAndQuery : pathAndQuery[..query];
    }

    static bool Rewrite(Exchange exchange, HeadStore store, ReadOnlySpan<byte> path, PathNormalization mode)
    {
        var normalized = ArrayPool<byte>.Shared.Rent(PathNormalizer.MaxLength(path.Length));
        var status = PathNormalizer.Normalize(path, mode, normalized, out var written, out _);
        if (status == PathStatus.Rewritten)
        {
            exchange.NormalizedPath = store.Keep(normalized.AsSpan(0, written));
        }

        ArrayPool<byte>.Shared.Return(normalized);
        return status != PathStatus.Rejected;
    }
}
