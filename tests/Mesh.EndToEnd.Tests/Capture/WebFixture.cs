using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Netns;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>A client and one pod "web" that serves HTTP (mesh-echo at web:80), scripted HTTP (web:81), and TCP (web:3306 declared, web:7000 undeclared).</summary>
public sealed class WebFixture : MeshFixture
{
    public const string Vip = "10.96.0.30";
    public const string Url = "http://web";

    public Pod Client { get; private set; } = null!;

    public Pod Web { get; private set; } = null!;

    protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
    {
        ["web.yaml"] = MeshYaml.Service(
            "web", Vip, [("http", 80, 9080), ("http-scripted", 81, 9081), ("tcp-db", 3306, 3306), ("any", 7000, 7000)], [("web", "10.77.0.20")]),
    };

    protected override async Task Build(MeshTopology mesh)
    {
        Web = await mesh.AddMeshedPod("web", 20, options => options with { ServiceAccount = "web" });
        await Web.RunEcho("web");
        Client = await mesh.AddMeshedPod("client", 10);
        foreach (var pod in (Pod[])[Client, Web])
        {
            PodNetwork.SetHosts(pod.Host, [$"{Vip} web"]);
        }
    }
}
