namespace Mesh.Iptables.Options;

internal enum InterceptionMode
{
    /// <summary>The nat table rewrites the destination; the proxy recovers it with SO_ORIGINAL_DST.</summary>
    Redirect,

    /// <summary>No capture: the proxy binds every declared port itself.</summary>
    None,
}
