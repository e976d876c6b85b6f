using Mesh.Proxy.Filters;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Tests.Harness;

/// <summary>A filter with a bug on one of its two ways.</summary>
sealed class ThrowingFilter(bool onRequest) : IHttpFilter
{
    public FilterResult OnRequest(Exchange exchange) => onRequest ? throw new InvalidOperationException("request") : FilterResult.Continue;

    public void OnResponse(Exchange exchange) => throw new InvalidOperationException("response");
}
