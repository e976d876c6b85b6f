using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Mesh.Transport.Connections;

/// <summary>What <see cref="ConnectionContext"/> asks of a connection besides its bytes: made when somebody first asks, for most never do.</summary>
public abstract class DetailedConnection : TransportConnection, IDuplexPipe
{
    private ConnectionDetails? details;

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException("The transport of a connection cannot be replaced.");
    }

    public override string ConnectionId
    {
        get => Details.Id;
        set => Details.Id = value;
    }

    public override IFeatureCollection Features => Details.Features;

    public override IDictionary<object, object?> Items
    {
        get => Details.Items;
        set => Details.Items = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => Details.GetClosedToken(IsClosed);
        set => throw new NotSupportedException("The token of a connection cannot be replaced.");
    }

    public override EndPoint? LocalEndPoint
    {
        get => Details.LocalEndPoint ??= GetLocalEndPoint();
        set => Details.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => Details.RemoteEndPoint ??= GetRemoteEndPoint();
        set => Details.RemoteEndPoint = value;
    }

    public override IPEndPoint? OriginalDestination => Details.OriginalDestination ??= GetOriginalDestination() ?? LocalEndPoint as IPEndPoint;

    /// <summary>The socket is gone.</summary>
    public abstract bool IsClosed { get; }

    public override void Abort(ConnectionAbortedException abortReason) => Abort();

    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private ConnectionDetails Details => details ??= new ConnectionDetails();

    protected abstract EndPoint? GetLocalEndPoint();

    protected abstract EndPoint? GetRemoteEndPoint();

    protected abstract IPEndPoint? GetOriginalDestination();

    /// <summary>The connection has closed.</summary>
    private protected void TellDetails() => details?.OnClosed();

    /// <summary>It begins anew.</summary>
    private protected void ForgetDetails() => details = null;
}
