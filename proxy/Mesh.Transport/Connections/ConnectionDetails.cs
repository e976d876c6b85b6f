using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Mesh.Transport.Connections;

/// <summary>What few connections are ever asked for, kept apart so that the others do not pay for it.</summary>
internal sealed class ConnectionDetails
{
    private static long s_lastId;

    private string? _id;
    private FeatureCollection? _features;
    private IDictionary<object, object?>? _items;
    private CancellationTokenSource? _closed;

    public string Id
    {
        get => _id ??= Interlocked.Increment(ref s_lastId).ToString("x");
        set => _id = value;
    }

    public IFeatureCollection Features => _features ??= new FeatureCollection();

    public IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public EndPoint? LocalEndPoint { get; set; }

    public EndPoint? RemoteEndPoint { get; set; }

    public IPEndPoint? OriginalDestination { get; set; }

    public CancellationToken GetClosedToken(bool isClosed)
    {
        if (_closed is null)
        {
            _closed = new CancellationTokenSource();
            if (isClosed)
            {
                _closed.Cancel();
            }
        }

        return _closed.Token;
    }

    public void OnClosed() => _closed?.Cancel();
}
