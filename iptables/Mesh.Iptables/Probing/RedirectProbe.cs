using System.Net;
using System.Net.Sockets;
using Mesh.Iptables.Applying;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;

namespace Mesh.Iptables.Probing;

/// <summary>
/// Proves that redirection works: connects to a port where nothing listens, on the address inbound connections come from,
/// and waits for the connection to arrive at a port of the proxy with the original port recovered.
/// </summary>
internal sealed class RedirectProbe(CaptureOptions options, IpFamily family, CaptureLog log, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IPAddress _listenAddress = family == IpFamily.V4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
    private readonly IPAddress _probedAddress = FamilyPlanner.InboundSource(family).Address;

    /// <exception cref="ProbeException">No probe arrived in time, or no port could be listened on.</exception>
    public void Run()
    {
        var listeners = ((ushort[])[options.EnvoyPort, options.InboundCapturePort]).Distinct().Select(TryListen).OfType<Socket>().ToList();
        try
        {
            if (listeners.Count == 0)
            {
                throw new ProbeException("validation cannot listen on the proxy's ports: run it before the proxy starts");
            }

            RunUntilSeen(listeners);
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    private void RunUntilSeen(List<Socket> listeners)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < options.ProbeTimeout)
        {
            using var client = Connect();
            var remaining = options.ProbeTimeout - time.GetElapsedTime(started);
            if (SawProbe(listeners, remaining < Pause ? remaining : Pause))
            {
                return;
            }
        }

        throw new ProbeException(
            $"validation failed: no connection to {_probedAddress} port {options.ProbePort} was redirected within "
            + $"{options.ProbeTimeout.TotalSeconds} s; the workload is not ready for the mesh. {Hint()}");
    }

    private string Hint() => options.ProxyUids.Contains(ProxyIdentity.Current) || ProxyIdentity.Current == 0
        ? "See \"iptables-save -t nat\" for the rules in force; apply them with mesh-iptables, or have the CNI do it before the pod starts"
        : $"The probe must come from the proxy's uid {options.ProxyUids[0]}, but this is uid {ProxyIdentity.Current}: set runAsUser to it";

    private Socket? TryListen(ushort port)
    {
        var listener = new Socket(_listenAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(_listenAddress, port));
            listener.Listen(16);
            log.Debug($"validation listens on {_listenAddress} port {port}");
            return listener;
        }
        catch (SocketException e)
        {
            listener.Dispose();
            log.Warn($"validation cannot listen on port {port}: {e.Message}");
            return null;
        }
    }

    // Not waited for: a refused or silent connection shows as no arrival, and is tried again.
    private Socket Connect()
    {
        using var identity = ProxyIdentity.Assume(options.ProxyUids[0]);
        var client = new Socket(_probedAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            client.Bind(new IPEndPoint(_listenAddress, 0));
            client.Connect(_probedAddress, options.ProbePort);
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.WouldBlock)
        {
            log.Debug($"validation cannot connect yet: {e.Message}");
        }
        catch (SocketException)
        {
            // In progress.
        }

        return client;
    }

    private bool SawProbe(List<Socket> listeners, TimeSpan wait)
    {
        var ready = new List<Socket>(listeners);
        Socket.Select(ready, null, null, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        return ready.Any(IsProbe);
    }

    private bool IsProbe(Socket listener)
    {
        using var connection = listener.Accept();
        var destination = OriginalDestination.Of(connection);
        if (destination?.Port != options.ProbePort)
        {
            log.Debug($"validation ignores a connection to {destination}");
            return false;
        }

        log.Info($"validation passed: a connection to {destination} arrived at {connection.LocalEndPoint}");
        return true;
    }
}
