using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Resources.Reading.Kubernetes;

static class EndpointSliceReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta) => new EndpointSlice
    {
        Meta = meta,
        AddressType = root.RequiredText("addressType"),
        Endpoints = root.List("endpoints", Endpoint),
        Ports = root.List("ports", Port),
    };

    public static EndpointPort Port(FieldReader port) => new()
    {
        Name = port.Text("name") ?? "",
        Port = port.Port("port"),
        Protocol = port.Text("protocol") ?? "TCP",
        AppProtocol = port.Text("appProtocol"),
    };

    static SliceEndpoint Endpoint(FieldReader endpoint)
    {
        endpoint.Ignore("deprecatedTopology", "hints");
        var conditions = endpoint.Object("conditions", Conditions);
        return new SliceEndpoint
        {
            Addresses = endpoint.Texts("addresses"),
            Ready = conditions?.Ready ?? true,
            Serving = conditions?.Serving ?? conditions?.Ready ?? true,
            Terminating = conditions?.Terminating ?? false,
            Hostname = endpoint.Text("hostname"),
            NodeName = endpoint.Text("nodeName"),
            Zone = endpoint.Text("zone"),
            Pod = KubernetesValues.PodReference(endpoint),
        };
    }

    static EndpointConditions Conditions(FieldReader conditions) => new(
        conditions.OptionalBoolean("ready"), conditions.OptionalBoolean("serving"), conditions.OptionalBoolean("terminating"));

    sealed record EndpointConditions(bool? Ready, bool? Serving, bool? Terminating);
}
