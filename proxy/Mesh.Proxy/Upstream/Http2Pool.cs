using System.Runtime.CompilerServices;
using Mesh.Proxy.Config;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Upstream;

/// <summary>
/// HTTP/2 connections of one worker to one endpoint. One carries everybody's streams up to the peer's limit, then a second is opened; exchanges that come
/// while a connection is being made wait for that one.
/// </summary>
sealed class Http2Pool(Worker worker, Endpoint endpoint, ProxyPrologue? prologue = null)
{
    readonly List<Http2ClientConnection> connections = [];
    readonly List<Http2UpstreamStream> waiting = [];
    readonly ConnectCancellation cancellation = new();
    TimeSpan connectTimeout;
    Direction direction;
    bool isConnecting;

    /// <summary>Exchanges of an older snapshot may still come: their connections end with them.</summary>
    bool isRetired;

    public int ConnectionCount => connections.Count;

    /// <summary>The endpoint has said in its SETTINGS that it takes no extended CONNECT (RFC 8441).</summary>
    public bool RefusesTunnels { get; private set; }

    /// <summary>A stream on a connection that has room, or null.</summary>
    /// <param name="isTunnel">An extended CONNECT: not before the peer has said that it takes them.</param>
    public Http2UpstreamStream? TryLease(bool isTunnel)
    {
        foreach (var connection in connections)
        {
            if (connection.CanOpenStream && (!isTunnel || connection.PeerSettings.IsReceived))
            {
                var stream = worker.UpstreamStreams.Rent();
                stream.Attach(connection);
                return stream;
            }
        }

        return null;
    }

    /// <summary>A stream that waits for a connection: await its <see cref="Http2UpstreamStream.WaitForConnectionAsync"/>.</summary>
    public Http2UpstreamStream Queue(TimeSpan timeout, Direction from, bool isTunnel)
    {
        connectTimeout = timeout;
        direction = from;
        var stream = worker.UpstreamStreams.Rent();
        stream.IsTunnel = isTunnel;
        waiting.Add(stream);
        Connect();
        return stream;
    }

    /// <summary>Gave up waiting.</summary>
    public void Forget(Http2UpstreamStream stream)
    {
        if (waiting.Remove(stream) && waiting.Count == 0 && isConnecting)
        {
            cancellation.Cancel();
        }
    }

    /// <summary>A connection may have room for those who wait.</summary>
    public void OnRoom(Http2ClientConnection connection)
    {
        while (connection.CanOpenStream && IndexFor(connection) is >= 0 and var index)
        {
            var stream = waiting[index];
            waiting.RemoveAt(index);
            stream.Attach(connection);
            stream.OnConnected(TransportError.None);
        }
    }

    public void OnSettings(Http2ClientConnection connection)
    {
        RefusesTunnels = !connection.PeerSettings.EnableConnectProtocol;
        OnRoom(connection);
        if (waiting.Count > 0 && connection.MaxOutgoing > 0 && connections.TrueForAll(static one => one.PeerSettings.IsReceived))
        {
            // They waited for this and found it full.
            Connect();
        }
    }

    public void Remove(Http2ClientConnection connection)
    {
        if (connections.Remove(connection) && !isConnecting)
        {
            // Who waited for room on it, or for what it would say of tunnels: they may try again.
            Fail(TransportError.Reset);
        }
    }

    /// <summary>Who of those that wait is next on this connection; -1: nobody.</summary>
    int IndexFor(Http2ClientConnection connection) =>
        waiting.Count == 0 ? -1 : connection.PeerSettings.IsReceived ? 0 : waiting.FindIndex(static stream => !stream.IsTunnel);

    /// <summary>The endpoint has left the configuration: streams end by themselves, then their connections.</summary>
    public void Retire()
    {
        isRetired = true;
        foreach (var connection in connections.ToArray())
        {
            connections.Remove(connection);
            connection.BeginDrain();
        }
    }

    void Connect()
    {
        if (!isConnecting)
        {
            isConnecting = true;
            _ = ConnectAsync();
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask ConnectAsync()
    {
        var result = await worker.Connector.ConnectAsync(endpoint, connectTimeout, direction, cancellation);
        isConnecting = false;
        if (result.Connection is { } transport)
        {
            Carry(transport);
        }
        else if (result.Error != TransportError.Canceled)
        {
            Fail(result.Error);
            return;
        }

        // More than one connection carries; or who came after the last had given up, which cancelled the connect.
        if (HasUnserved(result.Connection is null))
        {
            Connect();
        }
    }

    /// <summary>Tunnels have their connection already: they wait for its SETTINGS.</summary>
    bool HasUnserved(bool withTunnels) => waiting.Exists(stream => withTunnels || !stream.IsTunnel);

    void Carry(TransportConnection transport)
    {
        prologue?.Write(transport.Output);
        var connection = new Http2ClientConnection(worker, transport, endpoint.Slot(worker.Index), this);
        connections.Add(connection);
        _ = connection.RunAsync();
        OnRoom(connection);
        if (isRetired)
        {
            connections.Remove(connection);
            connection.BeginDrain();
        }
    }

    /// <summary>Those who wait now: who is told may try again at once, and waits for another connect.</summary>
    void Fail(TransportError error)
    {
        for (var left = waiting.Count; left > 0 && waiting.Count > 0; left--)
        {
            var stream = waiting[0];
            waiting.RemoveAt(0);
            stream.OnConnected(error);
        }
    }
}
