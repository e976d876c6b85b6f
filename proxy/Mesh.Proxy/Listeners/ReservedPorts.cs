namespace Mesh.Proxy.Listeners;

/// <summary>Ports that are the proxy's own (1.25): no gateway server may have them, and captured connections never reach them.</summary>
static class ReservedPorts
{
    public const int Admin = 15000;
    public const int Outbound = 15001;
    public const int Inbound = 15006;
    public const int MergedMetrics = 15020;
    public const int Health = 15021;
    public const int Dns = 15053;
    public const int Metrics = 15090;

    public static bool Contains(int port) => port is Admin or Outbound or Inbound or MergedMetrics or Health or Dns or Metrics;
}
