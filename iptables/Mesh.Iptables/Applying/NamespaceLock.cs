using System.Net.Sockets;

namespace Mesh.Iptables.Applying;

/// <summary>
/// Lets one run at a time change the rules of a network namespace. iptables-nft takes no lock of its own: two runs at once
/// both succeed and leave every rule twice. An abstract unix socket is the lock: its name exists once in each network
/// namespace, needs no file system, and is gone with the process that holds it, however that ends.
/// </summary>
internal sealed class NamespaceLock : IDisposable
{
    // A name that is bound but not listened on refuses at once: without a bound that would spin until the limit.
    private const int MaxAttempts = 1000;

    private static readonly UnixDomainSocketEndPoint Name = new("\0mesh-iptables");

    private readonly Socket? _held;

    private NamespaceLock(Socket? held) => _held = held;

    /// <summary>
    /// Waits for the lock, but not for ever: any process of the namespace can take the name, and must not be able to keep
    /// the rules from being applied. After the limit the caller goes on without it.
    /// </summary>
    public static NamespaceLock Take(TimeSpan limit, TimeProvider time, CaptureLog log)
    {
        var started = time.GetTimestamp();
        try
        {
            for (var attempt = 0; attempt < MaxAttempts && time.GetElapsedTime(started) < limit; attempt++)
            {
                if (TryHold() is { } held)
                {
                    return new NamespaceLock(held);
                }

                WaitForHolder(limit - time.GetElapsedTime(started));
            }

            log.Warn("another process does not let go of the lock of mesh-iptables: going on without it");
        }
        catch (SocketException e)
        {
            log.Warn($"the lock of mesh-iptables cannot be taken, going on without it: {e.Message}");
        }

        return new NamespaceLock(null);
    }

    public void Dispose() => _held?.Dispose();

    private static Socket? TryHold()
    {
        var socket = NewSocket();
        try
        {
            socket.Bind(Name);
            socket.Listen(backlog: 64);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            if (e.SocketErrorCode != SocketError.AddressAlreadyInUse)
            {
                throw;
            }

            return null;
        }
    }

    // The holder never answers; that it let go shows as the end of the connection.
    private static void WaitForHolder(TimeSpan limit)
    {
        using var socket = NewSocket();
        // A holder whose queue is full would otherwise block the connect for ever.
        socket.Blocking = false;
        try
        {
            socket.Connect(Name);
            socket.Poll(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, SelectMode.SelectRead);
        }
        catch (SocketException)
        {
            // Let go between the two calls, and the next try holds it; or a queue that is full, and the next try asks again.
        }
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
