using System.Collections.Immutable;
using Mesh.Iptables.Host;

namespace Mesh.Iptables.Options;

/// <summary>Reads and checks every option. No I/O but the look-up of user and group names.</summary>
internal sealed class OptionReader(OptionSource source, IAccounts accounts)
{
    // All included groups share one rule, and the kernel allows only so many matches in a rule.
    private const int MaxOwnerGroups = 64;

    private const uint DefaultProxyUid = 1337;

    /// <exception cref="OptionException">An option cannot be used; the message names it, its value and what is accepted.</exception>
    public CaptureOptions Read()
    {
        RefuseUnsupported();
        CheckTproxyNumbers();
        var uids = ReadProxyUids();
        var options = new CaptureOptions
        {
            EnvoyPort = OptionParsers.Port(source[Flags.EnvoyPort]),
            InboundCapturePort = OptionParsers.Port(source[Flags.InboundCapturePort]),
            InboundTunnelPort = OptionParsers.Port(source[Flags.InboundTunnelPort]),
            ProxyUids = uids,
            ProxyGids = ReadProxyGids(uids),
            Mode = OptionParsers.Mode(source[Flags.InterceptionMode]),
            InboundPorts = OptionParsers.Selection(source[Flags.InboundPorts], OptionParsers.Ports),
            InboundPortsExclude = OptionParsers.Ports(source[Flags.InboundPortsExclude]),
            ExcludeInterfaces = OptionParsers.Interfaces(source[Flags.ExcludeInterfaces]),
            OutboundRanges = OptionParsers.Selection(source[Flags.ServiceCidr], OptionParsers.Cidrs),
            OutboundRangesExclude = ReadOutboundRangesExclude(),
            OutboundPorts = OptionParsers.Ports(source[Flags.OutboundPorts]),
            OutboundPortsExclude = OptionParsers.Ports(source[Flags.OutboundPortsExclude]),
            KubeVirtInterfaces = OptionParsers.Interfaces(source[Flags.KubeVirtInterfaces]),
            OwnerGroups = ReadOwnerGroups(),
            OwnerGroupsExclude = Groups(source[Flags.OwnerGroupsExclude]),
            LoopbackCidr = OptionParsers.LoopbackCidr(source[Flags.LoopbackCidr]),
            ProbePort = OptionParsers.Port(source[Flags.ProbePort]),
            ProbeTimeout = OptionParsers.Duration(source[Flags.ProbeTimeout]),
            ForcedVariant = OptionParsers.Variant(source[Flags.ForceBinary]),
            LogLevel = OptionParsers.Level(source[Flags.LogOutputLevel]),
        };
        return WithSwitches(options) with { Warnings = Warnings(options) };
    }

    private CaptureOptions WithSwitches(CaptureOptions options)
    {
        var switched = options with
        {
            DropInvalid = IsOn(Flags.DropInvalid),
            DualStack = IsOn(Flags.DualStack),
            DryRun = IsOn(Flags.DryRun),
            SkipRuleApply = IsOn(Flags.SkipRuleApply),
            RunValidation = IsOn(Flags.RunValidation),
            Reconcile = IsOn(Flags.Reconcile),
            CleanupOnly = IsOn(Flags.CleanupOnly),
            ForceApply = IsOn(Flags.ForceApply),
        };
        RefuseContradictions(switched);
        return switched;
    }

    private bool IsOn(Flag flag) => OptionParsers.Switch(source[flag]);

    private ImmutableArray<uint> ReadProxyUids()
    {
        var value = source[Flags.ProxyUid];
        var uids = OptionParsers.Ids(value, "user", accounts.FindUser);
        return uids.IsEmpty ? [accounts.FindUser(source[Flags.EnvoyUser].Text) ?? DefaultProxyUid] : uids;
    }

    private ImmutableArray<uint> ReadProxyGids(ImmutableArray<uint> uids)
    {
        var gids = Groups(source[Flags.ProxyGid]);
        return gids.IsEmpty ? uids : gids;
    }

    private ImmutableArray<uint> Groups(OptionValue value) => OptionParsers.Ids(value, "group", accounts.FindGroup);

    private ImmutableArray<Cidr> ReadOutboundRangesExclude()
    {
        var value = source[Flags.ServiceExcludeCidr];
        return value.Text.Trim() == OptionParsers.Wildcard
            ? throw value.Refuse("would exclude everything: to capture no outbound traffic leave --istio-service-cidr empty")
            : OptionParsers.Cidrs(value);
    }

    private Selection<uint> ReadOwnerGroups()
    {
        var value = source[Flags.OwnerGroups];
        var groups = OptionParsers.Selection(value, Groups);
        return groups.Values.Length <= MaxOwnerGroups
            ? groups
            : throw value.Refuse($"names {groups.Values.Length} groups, at most {MaxOwnerGroups} fit one rule");
    }

    private void RefuseUnsupported()
    {
        foreach (var flag in (ReadOnlySpan<Flag>)[Flags.RedirectDns, Flags.CniMode, Flags.NativeNftables])
        {
            if (IsOn(flag))
            {
                throw new OptionException($"{source[flag].Origin}: not yet supported by mesh-iptables; leave it unset or false");
            }
        }

        if (source[Flags.NetworkNamespace] is { Text.Length: > 0 } value)
        {
            throw value.Refuse("is not yet supported: run mesh-iptables inside the namespace, by \"ip netns exec\" or nsenter --net");
        }
    }

    // Without effect until TPROXY is supported, but a value that could never be right is told now.
    private void CheckTproxyNumbers()
    {
        OptionParsers.Number(source[Flags.TproxyMark]);
        OptionParsers.Number(source[Flags.TproxyRouteTable]);
    }

    private static void RefuseContradictions(CaptureOptions options)
    {
        if (options.RunValidation && options.Mode == InterceptionMode.None)
        {
            throw new OptionException("--run-validation: there is no redirection to validate with --istio-inbound-interception-mode NONE");
        }

        if (options.CleanupOnly && (options.RunValidation || options.SkipRuleApply))
        {
            throw new OptionException("--cleanup-only: cannot be combined with --run-validation or --skip-rule-apply");
        }
    }

    private ImmutableArray<string> Warnings(CaptureOptions options)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (!options.InboundPortsExclude.IsEmpty && !options.InboundPorts.IsEverything)
        {
            warnings.Add($"{source[Flags.InboundPortsExclude].Origin} has no effect: not all inbound ports (\"*\") are captured");
        }

        if (!options.OwnerGroupsExclude.IsEmpty && !options.OwnerGroups.IsEverything)
        {
            warnings.Add($"{Flags.OwnerGroupsExclude.Label} has no effect: {Flags.OwnerGroups.Label} already lists the captured groups");
        }

        if (IsOn(Flags.CaptureAllDns))
        {
            warnings.Add($"{source[Flags.CaptureAllDns].Origin} has no effect without --redirect-dns");
        }

        return warnings.ToImmutable();
    }
}
