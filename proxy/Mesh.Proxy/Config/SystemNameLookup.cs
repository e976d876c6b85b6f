using System.Net;

namespace Mesh.Proxy.Config;

/// <summary>getaddrinfo, on a thread of the pool: it blocks, and gives no TTL.</summary>
sealed class SystemNameLookup : INameLookup
{
    public void Lookup(string name, Action<IPAddress[]?> done) =>
        Dns.GetHostAddressesAsync(name).ContinueWith(
            static (task, done) => ((Action<IPAddress[]?>)done!)(task.IsCompletedSuccessfully && task.Result.Length > 0 ? task.Result : null),
            done,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
