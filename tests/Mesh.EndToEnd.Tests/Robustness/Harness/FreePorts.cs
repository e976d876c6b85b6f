using System.Net;
using System.Net.Sockets;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>
/// Ports for programs that must be told theirs. Below the range that the kernel takes for outgoing connections, so that none of the thousands the tests
/// open can take one away; never the same twice in a process.
/// </summary>
static class FreePorts
{
    const int First = 20_000;
    const int End = 32_000;

    static int next = Random.Shared.Next(First, End);

    public static int Take()
    {
        for (var tries = First; tries < End; tries++)
        {
            var port = First + Interlocked.Increment(ref next) % (End - First);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("no free port");
    }

    static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
