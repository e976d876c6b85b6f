using System.CommandLine;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;

namespace Mesh.ControlPlane.Commands;

/// <summary>The flags that say where config comes from.</summary>
sealed class ConfigOptions
{
    readonly Option<string> config = new("--config", "-c")
    {
        Description = "Directory tree of YAML files (Istio and Kubernetes resources).", Required = true, HelpName = "DIR",
    };

    readonly Option<string> meshConfig = new("--mesh-config")
    {
        Description = "File of plain MeshConfig. A ConfigMap \"istio\" in the tree serves as well.", HelpName = "FILE",
    };

    readonly Option<string> clusterId = new("--cluster-id")
    {
        Description = "Name of the cluster that the resources describe, as metrics show it. Default: CLUSTER_ID, else Kubernetes.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CLUSTER_ID") is { Length: > 0 } id ? id : WorkloadNaming.DefaultCluster,
        HelpName = "ID",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(config);
        command.Options.Add(meshConfig);
        command.Options.Add(clusterId);
    }

    /// <summary>Why there is nothing to read; null when there is a directory, whatever may be in it.</summary>
    public string? Problem(ParseResult result)
    {
        var path = result.GetRequiredValue(config);
        return Directory.Exists(path) ? null
            : File.Exists(path) ? $"--config: {path} is a file, a directory is wanted"
            : $"--config: {path} does not exist or cannot be reached";
    }

    public string ClusterId(ParseResult result) => result.GetRequiredValue(clusterId);

    public ConfigDirectory Read(ParseResult result) => new(result.GetRequiredValue(config), result.GetValue(meshConfig));
}
