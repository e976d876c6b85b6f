using System.Reflection;

namespace Mesh.ControlPlane;

/// <summary>What build this is.</summary>
public static class BuildVersion
{
    /// <summary>Product version and contract version.</summary>
    public static string Text { get; } =
        $"{typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0"} (contract {Contract.ContractVersion.Current})";
}
