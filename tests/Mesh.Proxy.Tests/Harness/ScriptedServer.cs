using System.Net;
using Mesh.Testing.InMemory;
using Mesh.Transport;

namespace Mesh.Proxy.Tests.Harness;

/// <summary>An upstream in a test's hands.</summary>
sealed class ScriptedServer : IConnectionAcceptor
{
    readonly InMemoryNetwork network;
    readonly Queue<ScriptedPeer> waiting = new();
    readonly TransportListener listener;

    public ScriptedServer(InMemoryNetwork network, InMemoryLoop loop, IPEndPoint address)
    {
        this.network = network;
        Address = address;
        listener = loop.Listen(address, ListenOptions.Default, this);
    }

    public IPEndPoint Address { get; }

    /// <summary>Connections made to it since it began.</summary>
    public int Connections { get; private set; }

    /// <summary>If set, every connection is served by it.</summary>
    public Action<ScriptedPeer>? OnConnection { get; set; }

    /// <summary>If set, it takes the connections: they are no <see cref="ScriptedPeer"/>s.</summary>
    public Action<InMemoryConnection>? OnRawConnection { get; set; }

    /// <summary>The oldest connection the test has not seen.</summary>
    public ScriptedPeer Accepts()
    {
        network.RunUntilIdle();
        return waiting.Dequeue();
    }

    /// <summary>There is a connection that the test has not seen.</summary>
    public bool HasMore => waiting.Count > 0;

    /// <summary>The newest connection.</summary>
    public ScriptedPeer? Last { get; private set; }

    public void Stops() => listener.Stop();

    public void OnAccept(TransportConnection connection, TransportListener source)
    {
        Connections++;
        if (OnRawConnection is not null)
        {
            OnRawConnection((InMemoryConnection)connection);
            return;
        }

        var peer = new ScriptedPeer(network, (InMemoryConnection)connection);
        Last = peer;
        waiting.Enqueue(peer);
        OnConnection?.Invoke(peer);
    }
}
