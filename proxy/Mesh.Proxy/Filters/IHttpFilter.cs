using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Filters;

/// <summary>One concern of a route. Shared by all workers, so without state of its own; allocates nothing.</summary>
interface IHttpFilter
{
    FilterResult OnRequest(Exchange exchange);

    void OnResponse(Exchange exchange);
}
