using System.Net;
using Mesh.Iptables.Host;

namespace Mesh.Iptables.Applying;

/// <summary>
/// The address ::6 on lo, from which the proxy hands inbound IPv6 connections to the application. IPv4 needs nothing:
/// all of 127.0.0.0/8 is on lo, 127.0.0.6 included.
/// </summary>
internal sealed class LoopbackAddress(ICommandRunner runner, Capabilities capabilities)
{
    private static readonly IPAddress InboundSource = IPAddress.Parse("::6");

    public static bool IsPresent => HostAddresses.LoopbackHas(InboundSource);

    public void Add() => Change("add");

    public void Remove() => Change("del");

    private void Change(string verb)
    {
        var result = runner.Run("ip", ["-6", "addr", verb, $"{InboundSource}/128", "dev", "lo"]);
        if (!result.Succeeded)
        {
            throw FailureExplainer.Explain($"{verb} the address {InboundSource}/128 on lo", "ip", result, capabilities);
        }
    }
}
