using Mesh.Testing.Files;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>The YAML of samples/reviews: the service at 10.96.0.20:9080 and its pods 10.77.0.11 to 13, versions v1 to v3.</summary>
public static class ReviewsConfig
{
    public const string Url = "http://reviews:9080";

    /// <summary>Names of the services, for /etc/hosts of pods.</summary>
    public static readonly string[] Hosts = ["10.96.0.20 reviews reviews.default.svc.cluster.local"];

    static readonly string Sample = Path.Combine(Repository.Root, "samples", "reviews");

    /// <summary>The seed's edit: 80 % v3, 20 % v1.</summary>
    public static string Canary => File.ReadAllText(Path.Combine(Sample, "canary.yaml"));

    public static IReadOnlyDictionary<string, string> Files() =>
        Directory.EnumerateFiles(Path.Combine(Sample, "config"), "*.yaml").ToDictionary(path => Path.GetFileName(path), File.ReadAllText);

    /// <summary>The client's pod and the three of the service, applications and sidecars running.</summary>
    public static async Task<Pod> AddPods(MeshTopology mesh)
    {
        foreach (var version in (int[])[1, 2, 3])
        {
            var pod = await mesh.AddMeshedPod($"reviews-v{version}", 10 + version, options => options with { ServiceAccount = "bookinfo-reviews" });
            await pod.RunEcho($"reviews v{version}");
        }

        var client = await mesh.AddMeshedPod("client", 10);
        Mesh.Testing.Netns.PodNetwork.SetHosts(client.Host, Hosts);
        return client;
    }
}
