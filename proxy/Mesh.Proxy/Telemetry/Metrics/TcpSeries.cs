namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Istio's TCP metrics (7.2) of one label set on one worker.</summary>
sealed class TcpSeries(string[] labels)
{
    long opened;
    long closed;
    long sent;
    long received;

    /// <summary>In the order of <see cref="IstioLabelNames.Tcp"/>.</summary>
    public string[] Labels { get; } = labels;

    public long Opened => Volatile.Read(ref opened);

    public long Closed => Volatile.Read(ref closed);

    public long Sent => Volatile.Read(ref sent);

    public long Received => Volatile.Read(ref received);

    public void Open() => Volatile.Write(ref opened, opened + 1);

    public void Close() => Volatile.Write(ref closed, closed + 1);

    public void Move(long sentBytes, long receivedBytes)
    {
        Volatile.Write(ref sent, sent + sentBytes);
        Volatile.Write(ref received, received + receivedBytes);
    }
}
