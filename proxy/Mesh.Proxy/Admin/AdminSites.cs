using Mesh.Proxy.Admin.Pages;

namespace Mesh.Proxy.Admin;

/// <summary>Which pages stand behind which of Istio's ports (1.25, 7.6, 11.1, 11.6).</summary>
static class AdminSites
{
    public const int AdminPort = 15000;
    public const int MergedMetricsPort = 15020;
    public const int HealthPort = 15021;
    public const int MetricsPort = 15090;

    /// <summary>15000, on loopback: everything.</summary>
    public static AdminSite Admin(AdminContext context)
    {
        var stats = new StatsPages(context.Metrics);
        return new AdminSite(
            guardsHost: true,
            [
                ServerInfoPage.Page(context),
                ConfigDumpPage.Page(context),
                ClustersPage.Page(context),
                ListenersPage.Page(context.Control),
                DetectionPage.Page(context.Control),
                MemoryPage.Page(),
                CertificatesPage.Page(),
                LoggingPage.Page(),
                .. stats.Pages,
                .. HealthPages.Switches(context.Control),
                HealthPages.Ready("/ready", context.Control),
                .. LifecyclePages.Admin(context.Control),
            ]);
    }

    /// <summary>15020: the agent's, for Kubernetes' probes and hooks, and Prometheus.</summary>
    public static AdminSite Agent(AdminContext context) => new(
        guardsHost: false,
        [
            StatsPages.Prometheus("/stats/prometheus", context.Metrics),
            StatsPages.Prometheus("/metrics", context.Metrics),
            HealthPages.Ready("/healthz/ready", context.Control),
            .. LifecyclePages.Agent(context.Control),
        ]);

    /// <summary>15021.</summary>
    public static AdminSite Health(AdminContext context) => new(guardsHost: false, HealthPages.Ready("/healthz/ready", context.Control));

    /// <summary>15090.</summary>
    public static AdminSite Metrics(AdminContext context) => new(guardsHost: false, StatsPages.Prometheus("/stats/prometheus", context.Metrics));
}
