namespace Mesh.Testing.Netns;

/// <summary>
/// A small cluster network: a namespace that holds a bridge (and room for a control plane), and pods joined to it by veth pairs. Addresses are
/// 10.77.0.x and fd77::x; every pod's default route is the bridge, so that service addresses are routable and captured.
/// </summary>
public sealed class PodNetwork : IAsyncDisposable
{
    public const string BridgeAddress = "10.77.0.1";

    readonly List<NetworkNamespace> pods = [];

    PodNetwork(NetworkNamespace hub) => Hub = hub;

    public NetworkNamespace Hub { get; }

    public static async Task<PodNetwork> Create()
    {
        var hub = await NetworkNamespace.Create("hub");
        await hub.Run("ip", "link", "add", "br0", "type", "bridge");
        await hub.Run("ip", "addr", "add", $"{BridgeAddress}/24", "dev", "br0");
        await hub.Run("ip", "-6", "addr", "add", "fd77::1/64", "dev", "br0", "nodad");
        await hub.Run("ip", "link", "set", "br0", "up");
        return new PodNetwork(hub);
    }

    /// <summary>A pod with the address 10.77.0.<paramref name="number"/> (and fd77::number).</summary>
    public async Task<NetworkNamespace> AddPod(string name, int number)
    {
        var pod = await NetworkNamespace.Create(name);
        pods.Add(pod);
        var port = $"v{number}";
        await Hub.Run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", pod.Name);
        await Hub.Run("ip", "link", "set", port, "master", "br0");
        await Hub.Run("ip", "link", "set", port, "up");
        await pod.Run("ip", "addr", "add", $"10.77.0.{number}/24", "dev", "eth0");
        await pod.Run("ip", "-6", "addr", "add", $"fd77::{number}/64", "dev", "eth0", "nodad");
        await pod.Run("ip", "link", "set", "eth0", "up");
        await pod.Run("ip", "route", "add", "default", "via", BridgeAddress);
        await pod.Run("ip", "-6", "route", "add", "default", "via", "fd77::1");
        return pod;
    }

    /// <summary>Names that programs inside the pod resolve, as /etc/hosts of that pod.</summary>
    public static void SetHosts(NetworkNamespace pod, IEnumerable<string> lines)
    {
        Directory.CreateDirectory($"/etc/netns/{pod.Name}");
        File.WriteAllLines($"/etc/netns/{pod.Name}/hosts", ["127.0.0.1 localhost", .. lines]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in pods)
        {
            await pod.DisposeAsync();
        }

        await Hub.DisposeAsync();
    }
}
