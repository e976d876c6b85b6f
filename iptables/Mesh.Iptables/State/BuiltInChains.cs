namespace Mesh.Iptables.State;

internal static class BuiltInChains
{
    public static bool Contains(string chain) => chain is "PREROUTING" or "INPUT" or "FORWARD" or "OUTPUT" or "POSTROUTING";
}
