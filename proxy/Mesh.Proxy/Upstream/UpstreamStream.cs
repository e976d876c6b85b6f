using System.IO.Pipelines;
using Mesh.Proxy.Forwarding;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;

namespace Mesh.Proxy.Upstream;

/// <summary>The upstream's side of an exchange, leased for it.</summary>
abstract class UpstreamStream : HttpStream
{
    /// <summary>%UPSTREAM_LOCAL_ADDRESS%.</summary>
    public abstract string LocalAddress { get; }

    /// <summary>Its connection has carried an exchange before this one.</summary>
    public abstract bool IsReused { get; }

    /// <summary>The kernel has taken no byte since the lease began.</summary>
    public abstract bool NothingSent { get; }

    /// <summary>What a response that ended before its end is called.</summary>
    public virtual Fault CutFault => FaultTable.UpstreamEndedWithinBody;

    /// <summary>The request's head as it goes upstream: sent with the next flush.</summary>
    /// <param name="exchange">With its request and edits.</param>
    /// <param name="client">Whose request it is.</param>
    /// <param name="isUpgrade">Its Upgrade is passed on.</param>
    public abstract void WriteHead(Exchange exchange, ClientStream client, bool isUpgrade);

    /// <summary>Until there is something to <see cref="TakeHead"/>.</summary>
    public abstract ValueTask<ReadResult> ReadHeadAsync();

    /// <summary>Takes what has come of the response's head. On Final, HTTP/1's input is not advanced: the caller does it, past what it takes of the body.</summary>
    public abstract ResponseStep TakeHead(in ReadResult read, ResponseHeadReader reader, ClientStream client, out Fault? fault);

    /// <summary>What was read is wanted by nobody.</summary>
    public abstract void DropInput(in ReadResult read);

    /// <summary>The exchange ended cleanly on both sides: gives the lease back.</summary>
    public abstract void Return(bool isReusable);

    /// <summary>Whatever the upstream still works on is wanted by nobody: it is told at once.</summary>
    public abstract void Abort();

    /// <summary>The exchange is completed, or tries another: nothing of the response is read any more.</summary>
    public virtual void Release()
    {
    }
}
