using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>spec.tcp[]</c> and <c>spec.tls[]</c>.</summary>
static class L4RouteReader
{
    public static TcpRoute Tcp(FieldReader route) => new()
    {
        Match = route.List("match", TcpMatch),
        Route = route.List("route", WeightedDestination),
    };

    public static TlsRoute Tls(FieldReader route) => new()
    {
        Match = route.List("match", TlsMatch),
        Route = route.List("route", WeightedDestination),
    };

    static RouteDestination WeightedDestination(FieldReader route) => new()
    {
        Destination = DestinationReader.Required(route, "destination"),
        Weight = route.Int32("weight") ?? 0,
    };

    static L4MatchAttributes TcpMatch(FieldReader match) => new()
    {
        DestinationSubnets = match.Texts("destinationSubnets"),
        Port = match.Port("port"),
        SourceSubnet = match.Text("sourceSubnet"),
        SourceLabels = match.TextMap("sourceLabels"),
        SourceNamespace = match.Text("sourceNamespace"),
        Gateways = match.Texts("gateways"),
    };

    static TlsMatchAttributes TlsMatch(FieldReader match) => new()
    {
        SniHosts = match.Texts("sniHosts"),
        DestinationSubnets = match.Texts("destinationSubnets"),
        Port = match.Port("port"),
        SourceLabels = match.TextMap("sourceLabels"),
        SourceNamespace = match.Text("sourceNamespace"),
        Gateways = match.Texts("gateways"),
    };
}
