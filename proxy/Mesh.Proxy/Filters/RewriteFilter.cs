using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Filters;

/// <summary>
/// rewrite.uri, rewrite.uriRegexRewrite and rewrite.authority (3.19, 3.20). The query is kept; the path as it was is said in x-envoy-original-path.
/// </summary>
/// <param name="path">Null: the path stays.</param>
/// <param name="authority">Null: the authority stays.</param>
sealed class RewriteFilter(PathRewrite? path, byte[]? authority) : IHttpFilter
{
    static readonly byte[] OriginalPath = "x-envoy-original-path"u8.ToArray();
    static readonly byte[] Root = "/"u8.ToArray();

    public FilterResult OnRequest(Exchange exchange)
    {
        if (authority is not null)
            exchange.RewrittenAuthority = authority;
        if (path is not null)
            RewritePath(path, exchange);
        return FilterResult.Continue;
    }

    public void OnResponse(Exchange exchange)
    {
    }

    static void RewritePath(PathRewrite rewrite, Exchange exchange)
    {
        var original = exchange.PathAndQuery.IsEmpty ? Root : exchange.PathAndQuery;
        var current = exchange.RewrittenPath.IsEmpty ? original : exchange.RewrittenPath;
        if (exchange.Snapshot.Http.WritesEnvoyDebug)
            exchange.RequestEdits.Set(OriginalPath, original);

        var query = current.Span.IndexOf((byte)'?');
        exchange.RewrittenPath = rewrite.Apply(
            query < 0 ? current.Span : current.Span[..query], query < 0 ? [] : current.Span[query..], exchange.RequestEdits);
    }
}
