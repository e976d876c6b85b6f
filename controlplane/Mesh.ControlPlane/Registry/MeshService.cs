using Mesh.Contract;
using Mesh.ControlPlane.Resources;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Registry;

/// <summary>A service of the mesh, wherever it was written: one host name with its ports. Who serves it: <see cref="ServiceEndpoints"/>.</summary>
sealed record MeshService
{
    /// <summary>Full name, or <c>*.suffix</c>; lower case.</summary>
    public required string Hostname { get; init; }

    /// <summary>Short name for telemetry: a Kubernetes service's own, else the host name.</summary>
    public required string Name { get; init; }

    public string Namespace => Origin.Meta.Namespace;

    /// <summary>The Service or ServiceEntry it comes from.</summary>
    public required Resource Origin { get; init; }

    public bool IsKubernetes => Origin.Kind == ResourceKind.Service;

    public required IReadOnlyList<MeshPort> Ports { get; init; }

    /// <summary>VIPs and CIDRs.</summary>
    public IReadOnlyList<Cidr> Addresses { get; init; } = [];

    public Resolution Resolution { get; init; }

    public bool MeshExternal { get; init; }

    public bool Headless { get; init; }

    public required Visibility Visibility { get; init; }

    /// <summary>Labels of the workloads it selects in its namespace; null when it selects none.</summary>
    public ObjectSelector? Selector { get; init; }

    /// <summary>The service that this one is another name for (ExternalName); its ports are taken over, its endpoints are asked for there.</summary>
    public MeshService? AliasOf { get; init; }

    /// <summary>Whose endpoints serve it.</summary>
    public MeshService Target => AliasOf ?? this;

    public MeshPort? Port(int number) => Ports.FirstOrDefault(port => port.Number == number);
}
