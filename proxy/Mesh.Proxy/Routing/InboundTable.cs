namespace Mesh.Proxy.Routing;

/// <summary>Ports of the application (1.24). A port nobody declared has a target too: protocol AUTO, labels unknown.</summary>
sealed class InboundTable(Dictionary<int, Target> declared, Target? undeclared)
{
    public static readonly InboundTable Empty = new(new Dictionary<int, Target>(), null);

    public Dictionary<int, Target> Declared => declared;

    /// <summary>Null only before the first configuration.</summary>
    public Target? Find(int port) => declared.GetValueOrDefault(port) ?? undeclared;
}
