using System.Net;
using Mesh.Transport;

namespace Mesh.Testing.InMemory;

/// <summary>A listener of an <see cref="InMemoryNetwork"/>.</summary>
public sealed class InMemoryListener : TransportListener
{
    private readonly InMemoryLoop loop;
    private readonly int maxConnections;
    private readonly IConnectionAcceptor acceptor;
    private readonly Queue<InMemoryConnection> backlog = new();
    private int openConnections;
    private bool isStopped;

    internal InMemoryListener(InMemoryLoop loop, EndPoint endPoint, int maxConnections, IConnectionAcceptor acceptor)
    {
        this.loop = loop;
        EndPoint = endPoint;
        this.maxConnections = maxConnections;
        this.acceptor = acceptor;
    }

    public override EndPoint EndPoint { get; }

    public override int OpenConnections => openConnections;

    internal InMemoryLoop Loop => loop;

    public override void Stop()
    {
        if (isStopped)
        {
            return;
        }

        isStopped = true;
        loop.Network.Remove(this);
        loop.Remove(this);
        while (backlog.TryDequeue(out InMemoryConnection? connection))
        {
            connection.Abort();
        }
    }

    internal void Enqueue(InMemoryConnection connection)
    {
        backlog.Enqueue(connection);
        AcceptLater();
    }

    internal void OnClosed(InMemoryConnection connection)
    {
        if (connection.IsAccepted)
        {
            openConnections--;
            AcceptLater();
        }
    }

    private void AcceptLater() => loop.Schedule(static listener => ((InMemoryListener)listener!).Accept(), this);

    private void Accept()
    {
        while (!isStopped && openConnections < maxConnections && backlog.TryDequeue(out InMemoryConnection? connection))
        {
            openConnections++;
            connection.IsAccepted = true;
            acceptor.OnAccept(connection, this);
        }
    }
}
