namespace Mesh.Proxy.Filters;

/// <summary>How a new path is made of the old one. Immutable, shared by all workers.</summary>
abstract class PathRewrite
{
    /// <param name="path">Without query.</param>
    /// <param name="query">With '?', or empty; kept as it is.</param>
    /// <param name="memory">Gives the bytes of the result.</param>
    /// <returns>The new path with the query.</returns>
    public abstract ReadOnlyMemory<byte> Apply(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query, HeaderEditList memory);

    /// <summary>Puts a path together; one that does not begin with a slash gets one, so that the request line stays well-formed.</summary>
    protected static ReadOnlyMemory<byte> Join(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, ReadOnlySpan<byte> query, HeaderEditList memory)
    {
        var first = head.IsEmpty ? tail : head;
        var slash = first.IsEmpty || first[0] != (byte)'/' ? 1 : 0;
        var result = memory.Reserve(slash + head.Length + tail.Length + query.Length);
        if (slash == 1)
            result.Span[0] = (byte)'/';
        head.CopyTo(result.Span[slash..]);
        tail.CopyTo(result.Span[(slash + head.Length)..]);
        query.CopyTo(result.Span[(slash + head.Length + tail.Length)..]);
        return result;
    }
}
