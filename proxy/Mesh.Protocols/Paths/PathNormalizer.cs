namespace Mesh.Protocols.Paths;

/// <summary>
/// Normalizes a request's path before it is routed and authorized; the normalized one is what is forwarded, so that proxy and server speak
/// of the same path (2.21). Differs from Envoy where Envoy would change its own result at a second look, or where its documentation says
/// otherwise: "//" merges to "/", parameters of a dot segment whose dots are encoded are dropped too, %00 is refused wherever it stands.
/// </summary>
public static class PathNormalizer
{
    /// <summary>response_code_details of a rejected path, as Envoy's.</summary>
    public static ReadOnlySpan<byte> RejectionDetails => "path_normalization_failed"u8;

    /// <summary>
    /// Longest a normalized path can become: a path never grows but for bytes that must be encoded, such as '|', each to three.
    /// </summary>
    public static int MaxLength(int pathAndQueryLength) => pathAndQueryLength * 3;

    /// <param name="pathAndQuery">:path, or a request target without scheme and authority.</param>
    /// <param name="destination">Does not overlap the path. <see cref="MaxLength"/> bytes are enough; as many as the path has nearly
    /// always are.</param>
    /// <param name="written">If Rewritten: bytes of path and query in <paramref name="destination"/>.</param>
    /// <param name="error">Why, if Rejected.</param>
    public static PathStatus Normalize(
        ReadOnlySpan<byte> pathAndQuery, PathNormalization mode, Span<byte> destination, out int written, out PathError error)
    {
        written = 0;
        var queryAt = pathAndQuery.IndexOf((byte)'?');
        var path = queryAt < 0 ? pathAndQuery : pathAndQuery[..queryAt];
        var query = queryAt < 0 ? default : pathAndQuery[queryAt..];
        error = Judge(path, query, mode, out var suspect);
        if (error != PathError.None)
        {
            return PathStatus.Rejected;
        }

        return suspect < 0 ? PathStatus.Unchanged : Rewrite(path, query, mode, destination, suspect, out written, out error);
    }

    /// <param name="suspect">From where on the path may have to be rewritten; -1 if it is normal.</param>
    static PathError Judge(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query, PathNormalization mode, out int suspect)
    {
        suspect = -1;
        if (query.Contains((byte)'#'))
        {
            return PathError.Fragment;
        }

        if (mode == PathNormalization.None)
        {
            return path.Contains((byte)'#') ? PathError.Fragment : PathError.None;
        }

        suspect = PathBytes.IndexOfSuspect(path, slashes: mode >= PathNormalization.MergeSlashes);
        return suspect >= 0 && path[suspect..].Contains((byte)'#') ? PathError.Fragment
            : path.IsEmpty || path[0] is (byte)'/' or (byte)'\\' || path.SequenceEqual("*"u8) ? PathError.None
            : PathError.Relative;
    }

    static PathStatus Rewrite(
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> query,
        PathNormalization mode,
        Span<byte> destination,
        int normal,
        out int written,
        out PathError error)
    {
        written = 0;
        var canonicalizer = new PathCanonicalizer(path, mode == PathNormalization.DecodeAndMergeSlashes, destination, normal);
        canonicalizer.Run();
        var length = canonicalizer.Length;
        if (canonicalizer.Error == PathError.None && mode >= PathNormalization.MergeSlashes)
        {
            length = MergeSlashes(destination[..length]);
        }

        error = canonicalizer.Error != PathError.None ? canonicalizer.Error
            : destination.Length - length < query.Length ? PathError.TooLong
            : PathError.None;
        if (error != PathError.None)
        {
            return PathStatus.Rejected;
        }

        if (destination[..length].SequenceEqual(path))
        {
            return PathStatus.Unchanged;
        }

        query.CopyTo(destination[length..]);
        written = length + query.Length;
        return PathStatus.Rewritten;
    }

    /// <summary>After dot segments are resolved, as Envoy does: "/a//../b" is "/a/b", for ".." takes the empty segment away.</summary>
    static int MergeSlashes(Span<byte> path)
    {
        var length = path.IndexOf("//"u8) + 1;
        if (length == 0)
        {
            return path.Length;
        }

        var previous = (byte)'/';
        foreach (var value in path[length..])
        {
            if (value != '/' || previous != '/')
            {
                path[length++] = value;
            }

            previous = value;
        }

        return length;
    }
}
