using System.Net;
using Mesh.Transport;
using Mesh.Transport.Connections;

namespace Mesh.Testing.InMemory;

/// <summary>One connect: answered in a later turn, as by a network.</summary>
internal sealed class InMemoryConnectAttempt(InMemoryLoop loop, EndPoint endPoint, ConnectOptions options) : TimerEntry, IConnectAttempt
{
    private readonly TaskCompletionSource<ConnectResult> result = new();
    private bool isCanceled;

    public Task<ConnectResult> Start()
    {
        options.Cancellation?.Guard(this);
        if (loop.Network.FailureOf(endPoint) == TransportError.TimedOut)
        {
            loop.Timers.Set(this, options.Timeout);
        }
        else
        {
            loop.Schedule(static attempt => ((InMemoryConnectAttempt)attempt!).Finish(), this);
        }

        return result.Task;
    }

    public void Cancel()
    {
        loop.Timers.Cancel(this);
        isCanceled = true;
        loop.Schedule(static attempt => ((InMemoryConnectAttempt)attempt!).result.SetResult(new ConnectResult(TransportError.Canceled)), this);
    }

    protected internal override void OnDue()
    {
        options.Cancellation?.Release();
        result.SetResult(new ConnectResult(TransportError.TimedOut));
    }

    private void Finish()
    {
        if (isCanceled)
        {
            return;
        }

        options.Cancellation?.Release();
        TransportError failure = loop.Network.FailureOf(endPoint);
        if (failure != TransportError.None)
        {
            result.SetResult(new ConnectResult(failure));
        }
        else if (loop.Network.FindListener(endPoint) is { } listener)
        {
            result.SetResult(new ConnectResult(Connect(listener)));
        }
        else
        {
            result.SetResult(new ConnectResult(TransportError.Refused));
        }
    }

    private InMemoryConnection Connect(InMemoryListener listener)
    {
        EndPoint source = loop.Network.AssignPort(SourceOf(endPoint));
        EndPoint local = endPoint is IPEndPoint target && listener.EndPoint is IPEndPoint bound ? new IPEndPoint(target.Address, bound.Port) : endPoint;
        var client = new InMemoryConnection(loop, null, source, endPoint, null);
        var server = new InMemoryConnection(listener.Loop, listener, local, source, endPoint as IPEndPoint);
        client.Join(server);
        listener.Enqueue(server);
        return client;
    }

    private EndPoint SourceOf(EndPoint target) => target switch
    {
        IPEndPoint { Address.AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } =>
            new IPEndPoint(options.SourceIPv6 ?? IPAddress.IPv6Loopback, 0),
        IPEndPoint => new IPEndPoint(options.SourceIPv4 ?? IPAddress.Loopback, 0),
        _ => target,
    };
}
