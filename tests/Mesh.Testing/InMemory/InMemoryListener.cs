using System.Net;
using Mesh.Transport;

namespace Mesh.Testing.InMemory;

/// <summary>A listener of an <see cref="InMemoryNetwork"/>.</summary>
public sealed class InMemoryListener : TransportListener
{
    private readonly InMemoryLoop _loop;
    private readonly int _maxConnections;
    private readonly IConnectionAcceptor _acceptor;
    private readonly Queue<InMemoryConnection> _backlog = new();
    private int _openConnections;
    private bool _isStopped;

    internal InMemoryListener(InMemoryLoop loop, EndPoint endPoint, int maxConnections, IConnectionAcceptor acceptor)
    {
        _loop = loop;
        EndPoint = endPoint;
        _maxConnections = maxConnections;
        _acceptor = acceptor;
    }

    public override EndPoint EndPoint { get; }

    public override int OpenConnections => _openConnections;

    internal InMemoryLoop Loop => _loop;

    public override void Stop()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _loop.Network.Remove(this);
        _loop.Remove(this);
        while (_backlog.TryDequeue(out InMemoryConnection? connection))
        {
            connection.Abort();
        }
    }

    internal void Enqueue(InMemoryConnection connection)
    {
        _backlog.Enqueue(connection);
        AcceptLater();
    }

    internal void OnClosed(InMemoryConnection connection)
    {
        if (connection.IsAccepted)
        {
            _openConnections--;
            AcceptLater();
        }
    }

    private void AcceptLater() => _loop.Schedule(static listener => ((InMemoryListener)listener!).Accept(), this);

    private void Accept()
    {
        while (!_isStopped && _openConnections < _maxConnections && _backlog.TryDequeue(out InMemoryConnection? connection))
        {
            _openConnections++;
            connection.IsAccepted = true;
            _acceptor.OnAccept(connection, this);
        }
    }
}
