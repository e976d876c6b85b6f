using System.CommandLine;
using System.Net;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.ControlPlane.Commands;

/// <summary>The flags that say which proxy is meant.</summary>
sealed class NodeOptions
{
    readonly Option<string> id = new("--node")
    {
        Description = "Id of the proxy, unique in the mesh: POD.NAMESPACE, or a host name.", Required = true, HelpName = "ID",
    };

    readonly Option<string> type = new Option<string>("--type")
    {
        Description = "What the proxy is.", DefaultValueFactory = _ => "sidecar",
    }.AcceptOnlyFromAmong("sidecar", "gateway");

    readonly Option<string> @namespace = new("--namespace", "-n")
    {
        Description = "Its namespace. Default: the part of the id after the last dot, else \"default\".", HelpName = "NAME",
    };

    readonly Option<string[]> labels = new("--labels", "-l")
    {
        Description = "Its labels, as selectors see them.", HelpName = "K=V,...", AllowMultipleArgumentsPerToken = true,
    };

    readonly Option<string[]> addresses = new("--ip") { Description = "An address of its workload. May be repeated.", HelpName = "ADDR" };

    readonly Option<string> workload = new("--workload") { Description = "The Deployment or unit it belongs to.", HelpName = "NAME" };

    readonly Option<string> serviceAccount = new("--service-account") { Description = "Its service account.", HelpName = "NAME" };

    readonly Option<string> cluster = new("--cluster") { Description = "Its cluster id.", HelpName = "ID" };

    public NodeOptions()
    {
        addresses.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IPAddress.TryParse(token.Value, out _)))
                result.AddError($"--ip: \"{token.Value}\" is no IP address");
        });
        labels.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.SelectMany(token => Pairs(token.Value)).Where(pair => pair.IndexOf('=') <= 0))
                result.AddError($"--labels: \"{token}\" is not KEY=VALUE");
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { id, type, @namespace, labels, addresses, workload, serviceAccount, cluster })
            command.Options.Add(option);
    }

    public Node Read(ParseResult result)
    {
        var node = new Node
        {
            Id = result.GetRequiredValue(id),
            Type = result.GetValue(type) == "gateway" ? NodeType.Gateway : NodeType.Sidecar,
            Namespace = result.GetValue(@namespace) ?? "",
            Workload = result.GetValue(workload) ?? "",
            ServiceAccount = result.GetValue(serviceAccount) ?? "",
            ClusterId = result.GetValue(cluster) ?? "",
        };
        foreach (var pair in (result.GetValue(labels) ?? []).SelectMany(Pairs))
            node.Labels[pair[..pair.IndexOf('=')]] = pair[(pair.IndexOf('=') + 1)..];
        node.Addresses.Add((result.GetValue(addresses) ?? []).Select(text => ByteString.CopyFrom(IPAddress.Parse(text).GetAddressBytes())));
        return node;
    }

    static string[] Pairs(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
