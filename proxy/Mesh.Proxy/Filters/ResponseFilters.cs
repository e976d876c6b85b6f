using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Filters;

/// <summary>
/// The way back through an exchange's filters: the way here, turned round. Run once for each response that goes out, the upstream's or the proxy's own, just
/// before its head is written: as in Envoy, the edits of a route that was found are made to local answers too.
/// </summary>
static class ResponseFilters
{
    public static void Run(Exchange exchange)
    {
        Run(exchange.Destination?.Filters ?? [], exchange);
        Run(exchange.Route?.Filters ?? [], exchange);
    }

    static void Run(IReadOnlyList<IHttpFilter> filters, Exchange exchange)
    {
        for (var i = filters.Count - 1; i >= 0; i--)
        {
            filters[i].OnResponse(exchange);
        }
    }
}
