namespace Mesh.Proxy.Upstream;

/// <summary>Keep-alive connections of one worker to one endpoint.</summary>
sealed class Http1Pool
{
}
