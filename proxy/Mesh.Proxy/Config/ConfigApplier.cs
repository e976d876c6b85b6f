using Mesh.Contract;
using Mesh.Proxy.Telemetry.Logging;

namespace Mesh.Proxy.Config;

/// <summary>The one way by which configuration comes into use: builds, publishes, and builds again when a name resolves to something else. On the main loop.</summary>
sealed class ConfigApplier
{
    readonly SnapshotBuilder builder;
    readonly SnapshotHolder holder;
    readonly DnsResolver dns;
    ResourceSet desired = ResourceSet.Empty;
    volatile ConfigStatus status = ConfigStatus.Initial;

    public ConfigApplier(SnapshotBuilder builder, SnapshotHolder holder, DnsResolver dns)
    {
        this.builder = builder;
        this.holder = holder;
        this.dns = dns;
        dns.Changed += () => Apply(desired);
    }

    /// <summary>Any thread.</summary>
    public ConfigStatus Status => status;

    /// <summary>What runs: a subset of what was asked for, with last good versions in place of refused ones.</summary>
    public ResourceSet InUse { get; private set; } = ResourceSet.Empty;

    /// <returns>What was refused, and why; all else is in use now.</returns>
    public IReadOnlyList<Rejection> Apply(ResourceSet set)
    {
        desired = set;
        var build = builder.Build(set, dns.Answers);
        InUse = build.InUse;
        Report(current => current with { Generation = set.Generation, Rejections = build.Rejections });
        foreach (var rejection in build.Rejections.Take(20))
            Log.Write(LogArea.Config, LogLevel.Warning, $"{rejection.Kind} {rejection.Name} is refused, its last good version stays: {rejection.Reason}");
        holder.Publish(build.Snapshot);
        dns.Watch(build.DnsNames);
        return build.Rejections;
    }

    public void Report(Func<ConfigStatus, ConfigStatus> change) => status = change(status);

    /// <summary>Says and keeps what went wrong.</summary>
    public void ReportError(string error)
    {
        if (error != status.LastError)
            Log.Write(LogArea.Config, LogLevel.Warning, $"{error}");
        Report(current => current with { LastError = error });
    }
}
