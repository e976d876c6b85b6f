namespace Mesh.Iptables.Options;

/// <summary>Which kernel interface an iptables binary programs. Rules of one are invisible to the other, yet both are in force.</summary>
internal enum IptablesVariant
{
    Nft,
    Legacy,
}
