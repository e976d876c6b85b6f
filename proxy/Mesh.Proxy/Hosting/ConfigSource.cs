using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Transport;

namespace Mesh.Proxy.Hosting;

/// <summary>Where configuration comes from: the control plane, or a file. On the main loop.</summary>
sealed class ConfigSource(RunOptions options, Node node, int workers, SnapshotHolder holder, EventLoop mainLoop)
{
    readonly SnapshotBuilder builder = new(workers, node.Type);

    public IReadOnlyList<string> Rejections { get; private set; } = [];

    public EventLoop Loop => mainLoop;

    public void Start() => Reload();

    public void Reload()
    {
        var reading = SnapshotFile.Read(options.ConfigFile!);
        if (reading.IsGood)
        {
            var build = builder.Build(ResourceSet.Of(reading.Content), DnsAnswers.None);
            Rejections = [.. build.Rejections.Select(rejection => $"{rejection.Kind} {rejection.Name}: {rejection.Reason}")];
            holder.Publish(build.Snapshot);
        }
        else
        {
            Console.Error.WriteLine(reading.Error);
        }
    }
}
