namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Istio's TCP metrics (7.2) of one label set on one worker.</summary>
sealed class TcpSeries(string[] labels) : Series(labels)
{
    long opened;
    long closed;
    long sent;
    long received;

    public long Opened => Volatile.Read(ref opened);

    public long Closed => Volatile.Read(ref closed);

    public long Sent => Volatile.Read(ref sent);

    public long Received => Volatile.Read(ref received);

    protected override long Activity => opened;

    /// <summary>By its open connections, however silent they are.</summary>
    protected override bool IsHeld => opened != closed;

    public void Open() => Volatile.Write(ref opened, opened + 1);

    public void Close() => Volatile.Write(ref closed, closed + 1);

    public void Move(long sentBytes, long receivedBytes)
    {
        Volatile.Write(ref sent, sent + sentBytes);
        Volatile.Write(ref received, received + receivedBytes);
    }
}
