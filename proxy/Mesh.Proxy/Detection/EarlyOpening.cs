using System.Runtime.CompilerServices;
using Mesh.Protocols.Detection;
using Mesh.Proxy.Forwarding;
using Mesh.Proxy.Serving.Faults;
using Mesh.Transport;

namespace Mesh.Proxy.Detection;

/// <summary>
/// A client of undeclared protocol is silent: its server may be the one that speaks first (2.4). So the upstream of the TCP route is connected while the
/// client is still listened to, and whoever speaks first decides: the server, or one that only ends: TCP for good; the client: what it turns out to speak.
/// Nothing of either side is taken before that.
/// </summary>
sealed class EarlyOpening(TcpForwarder forwarder, ProtocolDetection detection, DetectionPatience patience)
{
    SniffedProtocol sniffed;
    bool isDecided;
    bool isServerRead;

    /// <summary>The server spoke while the client was silent: <see cref="SpokenProtocol.ServerFirst"/>, or Http2. Null: it did not.</summary>
    public SpokenProtocol? ServerSpoke { get; private set; }

    /// <summary>Why the upstream could not be connected, if that was tried.</summary>
    public Fault? Fault { get; private set; }

    /// <returns>What the client speaks. NeedMore: nothing, and the connection is the server's to go on with, or is idle or at its end.</returns>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<SniffedProtocol> RunAsync()
    {
        var client = ListenToClientAsync();
        if (!isDecided || !IsHttp(sniffed))
        {
            Fault = await forwarder.OpenAsync();
        }

        if (!isDecided && Fault is null)
        {
            await ListenToServerAsync(forwarder.Upstream!);
        }
        else if (!isDecided && !patience.IsHttpExpected)
        {
            // What cannot be reached must not look as if it were: a client that waits for a greeting would wait for long.
            isDecided = true;
            detection.Stop();
        }

        await client;
        return sniffed;
    }

    /// <summary>A server of HTTP closes connections that stay silent: that says nothing to a client who will be served on another.</summary>
    bool WasOnlyIdle(TransportConnection upstream) => patience.IsHttpExpected && ServerSpoke is null && upstream.InputEnd == ConnectionEnd.Fin;

    public static bool IsHttp(SniffedProtocol protocol) => protocol is SniffedProtocol.Http10 or SniffedProtocol.Http11 or SniffedProtocol.Http2;

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask ListenToClientAsync()
    {
        var result = await detection.RunAsync(patience);
        if (isDecided)
        {
            return;
        }

        sniffed = result;
        isDecided = true;
        if (IsHttp(sniffed) || detection.IsIdle)
        {
            forwarder.CancelOpening();
        }
        else
        {
            forwarder.CancelIfClientLeft();
        }

        if (isServerRead)
        {
            forwarder.Upstream!.Input.CancelPendingRead();
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask ListenToServerAsync(TransportConnection upstream)
    {
        isServerRead = true;
        var read = await upstream.Input.ReadAsync();
        isServerRead = false;
        if (!isDecided && !read.Buffer.IsEmpty)
        {
            ServerSpoke = ServerGreeting.IsHttp2(read.Buffer) ? SpokenProtocol.Http2 : SpokenProtocol.ServerFirst;
        }

        upstream.Input.AdvanceTo(read.Buffer.Start);
        if (!isDecided && (ServerSpoke == SpokenProtocol.ServerFirst || (read.IsCompleted && !WasOnlyIdle(upstream))))
        {
            isDecided = true;
            detection.Stop();
        }
    }
}
