using Mesh.Proxy.Config;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>An endpoint's counts, all workers together.</summary>
readonly record struct EndpointTotals(
    long Requests, long Active, long Connections, long ConnectionsEnded, long ConnectFailures, long ConnectTimeouts)
{
    public bool IsUsed => Requests > 0 || Connections > 0;

    /// <summary>Open, or being opened.</summary>
    public long ConnectionsActive => Connections - ConnectionsEnded;

    public static EndpointTotals operator +(EndpointTotals left, EndpointTotals right) =>
        new(
            left.Requests + right.Requests,
            left.Active + right.Active,
            left.Connections + right.Connections,
            left.ConnectionsEnded + right.ConnectionsEnded,
            left.ConnectFailures + right.ConnectFailures,
            left.ConnectTimeouts + right.ConnectTimeouts);

    public static EndpointTotals operator -(EndpointTotals left, EndpointTotals right) =>
        new(
            left.Requests - right.Requests,
            left.Active - right.Active,
            left.Connections - right.Connections,
            left.ConnectionsEnded - right.ConnectionsEnded,
            left.ConnectFailures - right.ConnectFailures,
            left.ConnectTimeouts - right.ConnectTimeouts);

    public static EndpointTotals Read(Endpoint endpoint, int workers)
    {
        var sum = default(EndpointTotals);
        for (var worker = 0; worker < workers; worker++)
        {
            if (endpoint.PeekSlot(worker) is { } slot)
            {
                sum += Read(slot);
            }
        }

        return sum;
    }

    /// <summary>Ends before beginnings: a connection that ends meanwhile must not make a count of open ones negative.</summary>
    static EndpointTotals Read(EndpointSlot slot)
    {
        var ended = Volatile.Read(ref slot.ConnectionsEnded);
        return new EndpointTotals(
            Volatile.Read(ref slot.Requests),
            Volatile.Read(ref slot.Active),
            Volatile.Read(ref slot.Connections),
            ended,
            Volatile.Read(ref slot.ConnectFailures),
            Volatile.Read(ref slot.ConnectTimeouts));
    }
}
