using System.Collections.Immutable;

namespace Mesh.Iptables.Options;

/// <summary>
/// What the user asked for, checked and typed: no member can hold text that means something to iptables.
/// Ports are 1-65535, ids are numeric, names are resolved.
/// </summary>
internal sealed record CaptureOptions
{
    public ushort EnvoyPort { get; init; } = 15001;
    public ushort InboundCapturePort { get; init; } = 15006;
    public ushort InboundTunnelPort { get; init; } = 15008;
    public ImmutableArray<uint> ProxyUids { get; init; } = [1337];
    public ImmutableArray<uint> ProxyGids { get; init; } = [1337];
    public InterceptionMode Mode { get; init; } = InterceptionMode.Redirect;
    public Selection<ushort> InboundPorts { get; init; } = Selection<ushort>.None;
    public ImmutableArray<ushort> InboundPortsExclude { get; init; } = [];
    public ImmutableArray<InterfaceName> ExcludeInterfaces { get; init; } = [];
    public Selection<Cidr> OutboundRanges { get; init; } = Selection<Cidr>.None;
    public ImmutableArray<Cidr> OutboundRangesExclude { get; init; } = [];
    public ImmutableArray<ushort> OutboundPorts { get; init; } = [];
    public ImmutableArray<ushort> OutboundPortsExclude { get; init; } = [];
    public ImmutableArray<InterfaceName> KubeVirtInterfaces { get; init; } = [];
    public Selection<uint> OwnerGroups { get; init; } = Selection<uint>.Everything;
    public ImmutableArray<uint> OwnerGroupsExclude { get; init; } = [];
    public Cidr LoopbackCidr { get; init; } = Cidr.Parse("127.0.0.1/32");
    public bool DropInvalid { get; init; }
    public bool DualStack { get; init; }
    public bool DryRun { get; init; }
    public bool SkipRuleApply { get; init; }
    public bool RunValidation { get; init; }
    public ushort ProbePort { get; init; } = 15002;
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);
    public bool Reconcile { get; init; }
    public bool CleanupOnly { get; init; }
    public bool ForceApply { get; init; }

    /// <summary>The iptables variant the user insists on; null to detect it.</summary>
    public IptablesVariant? ForcedVariant { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    /// <summary>Options that were given but have no effect as given: to be told to the user, not to stop for.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
