using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>localityLbSetting</c> and <c>zoneAwareLbSetting</c>.</summary>
static class LocalityReader
{
    public static LocalityLoadBalancerSetting Read(FieldReader setting) => new()
    {
        Enabled = setting.OptionalBoolean("enabled"),
        Distribute = setting.List("distribute", Distribute),
        Failover = setting.List("failover", Failover),
        FailoverPriority = setting.Texts("failoverPriority"),
    };

    public static ZoneAwareSetting ZoneAware(FieldReader setting) => new()
    {
        Enabled = setting.OptionalBoolean("enabled"),
        Failover = setting.List("failover", Failover),
        FailoverPriority = setting.Texts("failoverPriority"),
        MinClusterSize = (int?)setting.UInt32("minClusterSize"),
    };

    static LocalityDistribute Distribute(FieldReader entry) => new(entry.Text("from") ?? "", entry.Map<int>("to", Values.Int32));

    static LocalityFailover Failover(FieldReader entry) => new(entry.Text("from") ?? "", entry.Text("to") ?? "");
}
