namespace Mesh.Proxy.Admin.Pages;

/// <summary>Draining and quitting (11.4, 11.6).</summary>
static class LifecyclePages
{
    /// <summary>15000.</summary>
    public static IEnumerable<AdminPage> Admin(IProxyControl control) =>
    [
        new("/drain_listeners", "stop taking connections; ?graceful tells clients first", request => Drain(control, request.Query.ContainsKey("graceful"))) { Changes = true },
        Quit(control),
    ];

    /// <summary>15020: pilot-agent's paths, for preStop hooks and jobs.</summary>
    public static IEnumerable<AdminPage> Agent(IProxyControl control) =>
    [
        new("/drain", "begin to drain, without ending", _ => Drain(control, graceful: true)) { Changes = true, LocalOnly = true },
        Quit(control) with { LocalOnly = true },
    ];

    static AdminPage Quit(IProxyControl control) => new("/quitquitquit", "drain and end the process", _ =>
    {
        control.Shutdown();
        return AdminResponse.Ok;
    }) { Changes = true };

    static AdminResponse Drain(IProxyControl control, bool graceful)
    {
        control.StartDrain(graceful);
        return AdminResponse.Ok;
    }
}
