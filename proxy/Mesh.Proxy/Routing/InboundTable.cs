namespace Mesh.Proxy.Routing;

/// <summary>Ports of the application (1.24). A port nobody declared has a target too: protocol AUTO, labels unknown.</summary>
sealed class InboundTable
{
    public static readonly InboundTable Empty = new();

    public Target? Find(int port) => null;
}
