using Mesh.Contract;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.MeshWide;

namespace Mesh.ControlPlane.Registry;

/// <summary>Services of Kubernetes; their endpoints: <see cref="KubernetesEndpointSource"/>.</summary>
sealed class KubernetesServices(MeshConfig mesh)
{
    const string ExportToAnnotation = "networking.istio.io/exportTo";

    public MeshService Read(KubernetesService service)
    {
        var ports = service.Ports
            .Select(port => new MeshPort(
                port.Port, port.Name, ProtocolSelection.OfService(port.Name, port.AppProtocol, port.Protocol, port.Port), port.TargetPort))
            .ToList();
        var external = service.ExternalName is { Length: > 0 };
        return new MeshService
        {
            Hostname = HostName.OfService(service.Meta.Name, service.Meta.Namespace),
            Name = service.Meta.Name,
            Origin = service,
            Ports = ports,
            Addresses = [.. service.ClusterIps.Concat(service.ExternalIps).Select(AddressParsing.Range).OfType<Cidr>()],
            Resolution = external ? Resolution.Dns : Resolution.Static,
            MeshExternal = external,
            Headless = service.Headless,
            Visibility = VisibilityOf(service),
            Selector = service.Selector.Count == 0 ? null : new ObjectSelector(service.Selector),
        };
    }

    Visibility VisibilityOf(KubernetesService service)
    {
        var annotation = service.Meta.Annotations.GetValueOrDefault(ExportToAnnotation, "");
        var written = annotation.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Visibility.Of(written, mesh.DefaultServiceExportTo, service.Meta.Namespace);
    }
}
