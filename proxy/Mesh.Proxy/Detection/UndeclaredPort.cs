using System.Runtime.CompilerServices;
using Mesh.Protocols.Detection;
using Mesh.Proxy.Forwarding;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Detection;

/// <summary>
/// A connection to a port of undeclared protocol (2.3): finds out what it speaks, and forwards as bytes what is not HTTP. How long a silent client is waited
/// for before its server is asked hangs on what the destination spoke before.
/// </summary>
sealed class UndeclaredPort(Worker worker, TransportConnection connection, Arrival arrival)
{
    /// <summary>Where HTTP was spoken a server hardly speaks first: connections that would be given up again are not made so soon.</summary>
    const int HttpPatience = 10;

    readonly SpokenProtocol? before = worker.Spoken.Recall(arrival.Direction, arrival.Destination);
    readonly ProtocolDetection detection =
        new(connection, arrival.Find(worker.Config.Current) is not { Http: null }, worker.Options.AcceptsHttp10);

    bool IsHttpExpected => before is SpokenProtocol.Http1 or SpokenProtocol.Http2;

    TimeSpan Timeout => worker.DetectionTimeout;

    /// <summary>Where rules ask which name a client of TLS asks for.</summary>
    bool RoutesTls => arrival.Find(worker.Config.Current)?.Tls is not null;

    /// <returns>HTTP, which is to be served; anything else: it was forwarded, and has ended.</returns>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<SniffedProtocol> RunAsync()
    {
        var sniffed = SniffedProtocol.NeedMore;
        if (before != SpokenProtocol.ServerFirst)
        {
            sniffed = await detection.RunAsync(IsHttpExpected ? Timeout * HttpPatience : Timeout);
        }

        if (sniffed == SniffedProtocol.NeedMore && !detection.HasEnded)
        {
            return await OpenEarlyAsync();
        }

        Note(SpokenBy(sniffed));
        if (sniffed == SniffedProtocol.Tls && RoutesTls)
        {
            await new TlsPort(worker, connection, arrival).RunAsync();
        }
        else if (!EarlyOpening.IsHttp(sniffed))
        {
            await new TcpForwarder(worker, connection, arrival).RunAsync();
        }

        return sniffed;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<SniffedProtocol> OpenEarlyAsync()
    {
        var options = worker.Options;
        var forwarder = new TcpForwarder(worker, connection, arrival);
        var early = new EarlyOpening(forwarder, detection, new DetectionPatience(options.TcpIdleTimeout, options.RequestHeadTimeout, Timeout, IsHttpExpected));
        SniffedProtocol sniffed;
        try
        {
            sniffed = await early.RunAsync();
        }
        catch
        {
            forwarder.EndByBug();
            throw;
        }

        Note(early.ServerSpoke == SpokenProtocol.ServerFirst ? SpokenProtocol.ServerFirst : SpokenBy(sniffed) ?? early.ServerSpoke);
        if (EarlyOpening.IsHttp(sniffed))
        {
            worker.Telemetry.Counters.CountGivenUp();
            forwarder.GiveUp();
        }
        else if (sniffed == SniffedProtocol.Tls && RoutesTls)
        {
            worker.Telemetry.Counters.CountGivenUp();
            forwarder.GiveUp();
            await new TlsPort(worker, connection, arrival).RunAsync();
        }
        else if (detection.IsIdle)
        {
            forwarder.EndIdle();
        }
        else
        {
            await forwarder.CarryAsync(early.Fault);
        }

        return sniffed;
    }

    /// <summary>Null: the client said nothing, or too little to tell.</summary>
    static SpokenProtocol? SpokenBy(SniffedProtocol sniffed) => sniffed switch
    {
        SniffedProtocol.Http10 or SniffedProtocol.Http11 => SpokenProtocol.Http1,
        SniffedProtocol.Http2 => SpokenProtocol.Http2,
        SniffedProtocol.Tls => SpokenProtocol.Tls,
        SniffedProtocol.Opaque => SpokenProtocol.Tcp,
        SniffedProtocol.NeedMore => null,
    };

    void Note(SpokenProtocol? spoken)
    {
        if (spoken is { } known)
        {
            worker.Spoken.Note(arrival.Direction, arrival.Destination, known);
            worker.Telemetry.Counters.CountDetected(known);
        }
    }
}
