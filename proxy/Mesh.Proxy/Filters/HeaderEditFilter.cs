using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Filters;

/// <summary>
/// headers.request and headers.response of a route or a destination (3.30): first removes, then sets (overwriting) and adds (appending), as Envoy does.
/// </summary>
/// <param name="request">For the request head.</param>
/// <param name="response">For the response head.</param>
/// <param name="authority">What goes upstream as Host: `Host` or `:authority` in request set; null: not edited.</param>
sealed class HeaderEditFilter(HeaderEdit[] request, HeaderEdit[] response, byte[]? authority) : IHttpFilter
{
    public FilterResult OnRequest(Exchange exchange)
    {
        Apply(request, exchange.RequestEdits);
        if (authority is not null)
            exchange.RewrittenAuthority = authority;
        return FilterResult.Continue;
    }

    public void OnResponse(Exchange exchange) => Apply(response, exchange.ResponseEdits);

    static void Apply(HeaderEdit[] edits, HeaderEditList list)
    {
        foreach (var edit in edits)
            edit.Apply(list);
    }
}
