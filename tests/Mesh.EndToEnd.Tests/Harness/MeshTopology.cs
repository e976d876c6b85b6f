using Mesh.Testing.Netns;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A mesh of one test class: a network, a control plane at 10.77.0.1 and pods. All of it goes with it, also when it was built only in part.</summary>
public sealed class MeshTopology : IAsyncDisposable
{
    /// <summary>Every request is logged by both sides.</summary>
    public const string DefaultMeshConfig = "accessLogFile: /dev/stdout\n";

    readonly List<Pod> pods = [];

    MeshTopology(PodNetwork network) => Network = network;

    public PodNetwork Network { get; }

    public ControlPlaneProcess Control { get; private set; } = null!;

    public IReadOnlyList<Pod> Pods => pods;

    /// <summary>Starts the network and the control plane.</summary>
    public static async Task<MeshTopology> Start(IReadOnlyDictionary<string, string> config, string meshConfig = DefaultMeshConfig)
    {
        var mesh = new MeshTopology(await PodNetwork.Create());
        try
        {
            mesh.Control = await ControlPlaneProcess.Start(mesh.Network.Hub, PodNetwork.BridgeAddress, config, meshConfig);
            return mesh;
        }
        catch
        {
            await mesh.DisposeAsync();
            throw;
        }
    }

    /// <summary>A pod without a sidecar: 10.77.0.<paramref name="number"/>.</summary>
    public async Task<Pod> AddPod(string name, int number)
    {
        var pod = new Pod(name, $"10.77.0.{number}", await Network.AddPod(name, number));
        pods.Add(pod);
        return pod;
    }

    /// <summary>A captured pod with a sidecar, labelled app and version as `app-version` says.</summary>
    /// <param name="change">Changes how its sidecar is started.</param>
    /// <param name="capture">Arguments of mesh-iptables; none: the injector's.</param>
    public async Task<Pod> AddMeshedPod(string name, int number, Func<SidecarOptions, SidecarOptions>? change = null, string[]? capture = null)
    {
        var pod = await AddPod(name, number);
        await pod.Capture(capture ?? []);
        await pod.StartSidecar((change ?? (same => same))(DefaultOptions(pod)));
        return pod;
    }

    /// <summary>What a sidecar of the pod is started with when nothing else is asked for.</summary>
    public SidecarOptions DefaultOptions(Pod pod)
    {
        var dash = pod.Name.LastIndexOf("-v", StringComparison.Ordinal);
        return new SidecarOptions
        {
            PodName = pod.Name,
            Address = pod.Address,
            Control = Control.Address,
            Labels = new Dictionary<string, string> { ["app"] = dash < 0 ? pod.Name : pod.Name[..dash], ["version"] = dash < 0 ? "v1" : pod.Name[(dash + 1)..] },
        };
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var pod in pods)
            {
                await pod.DisposeAsync();
            }

            if (Control is { } control)
            {
                await control.DisposeAsync();
            }
        }
        finally
        {
            // A script that failed says so above; what it left behind in the namespaces goes with them.
            await Network.DisposeAsync();
        }
    }
}
