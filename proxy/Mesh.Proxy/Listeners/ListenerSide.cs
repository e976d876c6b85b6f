namespace Mesh.Proxy.Listeners;

/// <summary>Who connects to a listener: what a drain does to it hangs on that.</summary>
enum ListenerSide : byte
{
    /// <summary>The application: served until the process ends, for it may drain itself.</summary>
    Application,

    /// <summary>Peers: drained.</summary>
    Peers,
}
