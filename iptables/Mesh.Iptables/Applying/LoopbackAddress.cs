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

    /// <exception cref="CaptureException">The address could not be added; the message says why.</exception>
    public void Add() => Change("add", present: true);

    public void Remove() => Change("del", present: false);

    private void Change(string verb, bool present)
    {
        var result = runner.Run("ip", ["-6", "addr", verb, $"{InboundSource}/128", "dev", "lo"]);
        // Another run may have done the same meanwhile.
        if (!result.Succeeded && IsPresent != present)
        {
            throw FailureExplainer.Explain(
                $"{verb} the address {InboundSource}/128 on lo (does net.ipv6.conf.lo.disable_ipv6 forbid it?)", "ip", result, capabilities);
        }
    }
}
