using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Mesh.Transport.Connections;

/// <summary>What few connections are ever asked for, kept apart so that the others do not pay for it.</summary>
internal sealed class ConnectionDetails
{
    private static long lastId;

    private string? id;
    private FeatureCollection? features;
    private IDictionary<object, object?>? items;
    private CancellationTokenSource? closed;

    public string Id
    {
        get => id ??= Interlocked.Increment(ref lastId).ToString("x");
        set => id = value;
    }

    public IFeatureCollection Features => features ??= new FeatureCollection();

    public IDictionary<object, object?> Items
    {
        get => items ??= new ConnectionItems();
        set => items = value;
    }

    public EndPoint? LocalEndPoint { get; set; }

    public EndPoint? RemoteEndPoint { get; set; }

    public IPEndPoint? OriginalDestination { get; set; }

    public CancellationToken GetClosedToken(bool isClosed)
    {
        if (closed is null)
        {
            closed = new CancellationTokenSource();
            if (isClosed)
            {
                closed.Cancel();
            }
        }

        return closed.Token;
    }

    public void OnClosed() => closed?.Cancel();
}
