namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Istio's HTTP metrics of one label set on one worker.</summary>
sealed class HttpSeries(string[] labels, long[] durationBounds, long[] sizeBounds) : Series(labels)
{
    long requests;
    long requestMessages;
    long responseMessages;

    /// <summary>Messages are counted of gRPC calls alone (7.1).</summary>
    public bool IsGrpc => Labels[IstioLabelNames.RequestProtocol] == IstioLabelNames.Grpc;

    public long RequestMessages => Volatile.Read(ref requestMessages);

    public long ResponseMessages => Volatile.Read(ref responseMessages);

    public long Requests => Volatile.Read(ref requests);

    /// <summary>Ticks of the telemetry's clock.</summary>
    public BucketCounts Duration { get; } = new(durationBounds);

    public BucketCounts RequestBytes { get; } = new(sizeBounds);

    public BucketCounts ResponseBytes { get; } = new(sizeBounds);

    protected override long Activity => requests;

    /// <summary>Endpoints' slots note the series of their last request, but look whether it has expired.</summary>
    protected override bool IsHeld => false;

    public void Add(long duration, long requestBytes, long responseBytes)
    {
        Volatile.Write(ref requests, requests + 1);
        Duration.Add(duration);
        RequestBytes.Add(requestBytes);
        ResponseBytes.Add(responseBytes);
    }

    public void AddMessages(long ofRequest, long ofResponse)
    {
        Volatile.Write(ref requestMessages, requestMessages + ofRequest);
        Volatile.Write(ref responseMessages, responseMessages + ofResponse);
    }
}
