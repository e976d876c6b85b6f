using System.Collections.Immutable;
using Mesh.Iptables.Options;

namespace Mesh.Iptables.Planning;

/// <summary>
/// Decides the rules of one address family. The order is Istio's, and it matters: the first rule that matches decides.
/// Pure: same options, same rules.
/// </summary>
internal sealed class FamilyPlanner
{
    private readonly ImmutableArray<Rule>.Builder _rules = ImmutableArray.CreateBuilder<Rule>();
    private readonly CaptureOptions _options;
    private readonly IpFamily _family;
    private readonly Cidr _loopback;
    private readonly Cidr _inboundSource;
    private readonly bool _capturesLoopback;

    private FamilyPlanner(CaptureOptions options, IpFamily family)
    {
        _options = options;
        _family = family;
        _loopback = family == IpFamily.V4 ? options.LoopbackCidr : Cidr.Parse("::1/128");
        _inboundSource = InboundSource(family);
        _capturesLoopback = options.OutboundRanges.Values.Any(range => range.IsLoopback);
    }

    /// <summary>The address the proxy connects from when it hands an inbound connection to the application.</summary>
    public static Cidr InboundSource(IpFamily family) => Cidr.Parse(family == IpFamily.V4 ? "127.0.0.6/32" : "::6/128");

    public static FamilyPlan Plan(CaptureOptions options, IpFamily family)
    {
        if (options.Mode == InterceptionMode.None)
        {
            return new FamilyPlan(family, []);
        }

        var planner = new FamilyPlanner(options, family);
        planner.PlanAll();
        return new FamilyPlan(family, planner._rules.ToImmutable());
    }

    private void PlanAll()
    {
        SkipExcludedInterfaces();
        SkipVirtualInterfaces();
        DropInvalid();
        Redirections();
        Inbound();
        Nat(Chains.Output, Target.Jump(Chains.IstioOutput));
        SkipExcludedOutboundPorts();
        SkipInboundSource();
        ExemptProxy();
        SelectOwnerGroups();
        SkipLoopbackAndExcludedRanges();
        CaptureOutboundPorts();
        CaptureOutboundRanges();
    }

    private void SkipExcludedInterfaces()
    {
        foreach (var name in _options.ExcludeInterfaces)
        {
            Nat(Chains.Prerouting, Target.Return, Match.From(name));
            Nat(Chains.Output, Target.Return, Match.To(name));
        }
    }

    // Inserted first and so below the redirects of the same interfaces, which are inserted later: what those do not take returns.
    private void SkipVirtualInterfaces()
    {
        foreach (var name in _options.KubeVirtInterfaces)
        {
            NatAtTop(Chains.Prerouting, Target.Return, Match.From(name));
        }
    }

    private void DropInvalid()
    {
        if (_options.DropInvalid)
        {
            Add(Table.Mangle, Chains.Prerouting, Target.Jump(Chains.IstioDrop), Match.InvalidState);
            Add(Table.Mangle, Chains.IstioDrop, Target.Drop);
        }
    }

    private void Redirections()
    {
        Nat(Chains.IstioInbound, Target.Return, Match.Tcp, Match.DestinationPort(_options.InboundTunnelPort));
        Nat(Chains.IstioRedirect, Target.Redirect(_options.EnvoyPort), Match.Tcp);
        Nat(Chains.IstioInRedirect, Target.Redirect(_options.InboundCapturePort), Match.Tcp);
    }

    private void Inbound()
    {
        if (_options.InboundPorts.IsNone)
        {
            return;
        }

        Nat(Chains.Prerouting, Target.Jump(Chains.IstioInbound), Match.Tcp);
        if (_options.InboundPorts.IsEverything)
        {
            TcpPorts(Chains.IstioInbound, _options.InboundPortsExclude, Target.Return);
            Nat(Chains.IstioInbound, Target.Jump(Chains.IstioInRedirect), Match.Tcp);
            return;
        }

        TcpPorts(Chains.IstioInbound, _options.InboundPorts.Values, Target.Jump(Chains.IstioInRedirect));
    }

    // Before anything that concerns the proxy's own connections: an excluded port is excluded for self-calls too.
    private void SkipExcludedOutboundPorts()
    {
        foreach (var port in _options.OutboundPortsExclude)
        {
            Nat(Chains.IstioOutput, Target.Return, Match.Tcp, Match.DestinationPort(port));
            Nat(Chains.IstioOutput, Target.Return, Match.Udp, Match.DestinationPort(port));
        }
    }

    private void SkipInboundSource() =>
        Nat(Chains.IstioOutput, Target.Return, Match.ToLoopback, Match.Source(_inboundSource));

    private void ExemptProxy()
    {
        foreach (var uid in _options.ProxyUids)
        {
            ExemptOwner(Match.OwnerUser(uid));
        }

        foreach (var gid in _options.ProxyGids)
        {
            ExemptOwner(Match.OwnerGroup(gid));
        }
    }

    private void ExemptOwner(Match owner)
    {
        // An application that calls its own service address: out through the proxy's client leg, back in through its server leg.
        Nat(Chains.IstioOutput, Target.Jump(Chains.IstioInRedirect),
            Match.ToLoopback, Match.Destination(_loopback).Not, Match.Tcp, Match.DestinationPort(_options.InboundTunnelPort).Not, owner);

        // An application that calls itself over lo is left alone, unless the user asked for loopback to be captured.
        if (!_capturesLoopback)
        {
            Nat(Chains.IstioOutput, Target.Return, Match.ToLoopback, owner.Not);
        }

        // Whatever the proxy sends, by any protocol, must not come back to the proxy: an endless loop.
        Nat(Chains.IstioOutput, Target.Return, owner);
    }

    private void SelectOwnerGroups()
    {
        if (_options.OwnerGroups.IsEverything)
        {
            foreach (var gid in _options.OwnerGroupsExclude)
            {
                Nat(Chains.IstioOutput, Target.Return, Match.OwnerGroup(gid));
            }

            return;
        }

        // One rule for all groups: a process in none of them is left alone.
        Nat(Chains.IstioOutput, Target.Return, [.. _options.OwnerGroups.Values.Select(gid => Match.OwnerGroup(gid).Not)]);
    }

    private void SkipLoopbackAndExcludedRanges()
    {
        Nat(Chains.IstioOutput, Target.Return, Match.Destination(_loopback));
        foreach (var range in _options.OutboundRangesExclude.Where(IsOfFamily))
        {
            Nat(Chains.IstioOutput, Target.Return, Match.Destination(range));
        }
    }

    private void CaptureOutboundPorts() =>
        TcpPorts(Chains.IstioOutput, _options.OutboundPorts, Target.Jump(Chains.IstioRedirect));

    private void CaptureOutboundRanges()
    {
        var redirect = Target.Jump(Chains.IstioRedirect);
        if (_options.OutboundRanges.IsEverything)
        {
            Nat(Chains.IstioOutput, redirect);
            foreach (var name in _options.KubeVirtInterfaces)
            {
                NatAtTop(Chains.Prerouting, redirect, Match.From(name));
            }

            return;
        }

        foreach (var range in _options.OutboundRanges.Values.Where(IsOfFamily))
        {
            foreach (var name in _options.KubeVirtInterfaces)
            {
                NatAtTop(Chains.Prerouting, redirect, Match.From(name), Match.Destination(range));
            }

            Nat(Chains.IstioOutput, redirect, Match.Destination(range));
        }
    }

    private void TcpPorts(string chain, ImmutableArray<ushort> ports, Target target)
    {
        foreach (var port in ports)
        {
            Nat(chain, target, Match.Tcp, Match.DestinationPort(port));
        }
    }

    private bool IsOfFamily(Cidr range) => range.IsV4 == (_family == IpFamily.V4);

    private void Nat(string chain, Target target, params ImmutableArray<Match> matches) =>
        _rules.Add(new Rule(Table.Nat, chain, matches, target));

    private void NatAtTop(string chain, Target target, params ImmutableArray<Match> matches) =>
        _rules.Add(new Rule(Table.Nat, chain, matches, target, AtTop: true));

    private void Add(Table table, string chain, Target target, params ImmutableArray<Match> matches) =>
        _rules.Add(new Rule(table, chain, matches, target));
}
