using System.CommandLine;
using Mesh.Proxy.Hosting;
using Mesh.Proxy.Identity;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy;

static class Program
{
    static int Main(string[] arguments)
    {
        var root = new RootCommand("The data plane of the mesh: a transparent proxy beside each workload, and its gateways.")
        {
            new RunCommand().Create(Run),
        };
        return root.Parse(arguments).Invoke();
    }

    static int Run(RunOptions options)
    {
        Log.SetLevel(Enum.Parse<LogLevel>(options.LogLevel, ignoreCase: true));
        try
        {
            return new ProxyHost(options).RunAsync().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is TransportException or NodeIdentityException)
        {
            Log.Write(LogArea.Main, LogLevel.Critical, $"cannot start: {exception.Message}");
            return 1;
        }
    }
}
