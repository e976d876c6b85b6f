namespace Mesh.Proxy.Filters;

/// <summary>rewrite.uri: the matched prefix is replaced, or the whole path where the match was exact or a regex (3.19).</summary>
/// <param name="prefixLength">Bytes of the path that are replaced; int.MaxValue: all.</param>
/// <param name="replacement">What stands there instead.</param>
sealed class PrefixPathRewrite(int prefixLength, byte[] replacement) : PathRewrite
{
    public override ReadOnlyMemory<byte> Apply(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query, HeaderEditList memory) =>
        Join(replacement, path[Math.Min(prefixLength, path.Length)..], query, memory);
}
