using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Forwarding;

/// <summary>Which upgrades are passed on (2.13).</summary>
static class UpgradeRule
{
    /// <summary>
    /// All but h2c: behind a 101 to it requests would reach the application that no route and no policy has seen (h2c smuggling). Such a request goes on
    /// without its Upgrade, which every server may ignore anyway (RFC 9110 section 7.8).
    /// </summary>
    public static bool Allows(ReadOnlySpan<byte> bytes, Http1Head head)
    {
        if (!head.IsUpgrade)
        {
            return false;
        }

        foreach (ref readonly var field in head.Fields)
        {
            if (field.Known == Http1KnownField.Upgrade && NamesH2c(field.Value.Of(bytes)))
            {
                return false;
            }
        }

        return true;
    }

    static bool NamesH2c(ReadOnlySpan<byte> protocols)
    {
        foreach (var protocol in new Http1List(protocols))
        {
            if (Http1Grammar.EqualsIgnoreCase(protocol, "h2c"u8))
            {
                return true;
            }
        }

        return false;
    }
}
