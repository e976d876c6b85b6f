namespace Mesh.Proxy.Admin.Pages;

/// <summary>Readiness (11.1) and its manual switch.</summary>
static class HealthPages
{
    public static AdminPage Ready(string path, IProxyControl control) =>
        new(path, "200 when ready for traffic, else 503", _ => Answer(control));

    public static IEnumerable<AdminPage> Switches(IProxyControl control) =>
    [
        new("/healthcheck/fail", "make readiness fail", _ => Switch(control, fails: true)) { Changes = true },
        new("/healthcheck/ok", "undo /healthcheck/fail", _ => Switch(control, fails: false)) { Changes = true },
    ];

    static AdminResponse Answer(IProxyControl control) =>
        control is { IsReady: true, HealthCheckFails: false, State: ProxyState.Live }
            ? AdminResponse.Text(200, "LIVE\n")
            : AdminResponse.Text(503, Reason(control));

    static string Reason(IProxyControl control) => control.State switch
    {
        ProxyState.Draining => "DRAINING\n",
        ProxyState.PreInitializing => "PRE_INITIALIZING: no configuration has been received yet\n",
        ProxyState.Initializing => "INITIALIZING: listeners are being bound\n",
        ProxyState.Live => control.HealthCheckFails ? "failed by /healthcheck/fail\n" : "not ready\n",
    };

    static AdminResponse Switch(IProxyControl control, bool fails)
    {
        control.HealthCheckFails = fails;
        return AdminResponse.Ok;
    }
}
