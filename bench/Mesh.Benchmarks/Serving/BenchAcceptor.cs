using Mesh.Transport;

namespace Mesh.Benchmarks.Serving;

/// <summary>An upstream that keeps the connection it got.</summary>
sealed class BenchAcceptor : IConnectionAcceptor
{
    public BenchPeer? Last { get; private set; }

    public void OnAccept(TransportConnection connection, TransportListener listener) => Last = new BenchPeer(connection);
}
