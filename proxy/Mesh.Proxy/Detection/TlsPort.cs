using System.Runtime.CompilerServices;
using Mesh.Protocols.Tls;
using Mesh.Proxy.Forwarding;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Transport;

namespace Mesh.Proxy.Detection;

/// <summary>A connection whose route hangs on the name its ClientHello asks for (2.18, 3.31): looks at it and forwards everything as bytes.</summary>
sealed class TlsPort(Worker worker, TransportConnection connection, Arrival arrival)
{
    readonly ClientHelloDetection hello = new(worker, connection);

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        var status = await hello.RunAsync(worker.Options.TcpIdleTimeout);
        var forwarder = new TcpForwarder(worker, connection, arrival) { ServerName = status == ClientHelloStatus.Complete ? hello.ServerName : null };
        var isLate = status == ClientHelloStatus.NeedMore && !hello.HasEnded;
        if (status == ClientHelloStatus.Malformed)
        {
            worker.Telemetry.Counters.CountProtocolError();
            WriteAlert();
            forwarder.EndAnswered(FaultTable.MalformedHello);
        }
        else if (isLate && hello.IsSilent)
        {
            forwarder.EndIdle();
        }
        else if (isLate)
        {
            forwarder.EndAnswered(FaultTable.HelloTimeout);
        }
        else
        {
            await forwarder.RunAsync();
        }
    }

    void WriteAlert()
    {
        var length = TlsAlertRecord.WriteFatal(connection.Output.GetSpan(TlsAlertRecord.Length), hello.Alert);
        connection.Output.Advance(length);
    }
}
