using Mesh.Proxy.Config;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>An endpoint's counts, all workers together.</summary>
readonly record struct EndpointTotals(long Requests, long Active, long ConnectFailures)
{
    public bool IsUsed => Requests > 0 || Active > 0 || ConnectFailures > 0;

    public static EndpointTotals operator +(EndpointTotals left, EndpointTotals right) =>
        new(left.Requests + right.Requests, left.Active + right.Active, left.ConnectFailures + right.ConnectFailures);

    public static EndpointTotals operator -(EndpointTotals left, EndpointTotals right) =>
        new(left.Requests - right.Requests, left.Active - right.Active, left.ConnectFailures - right.ConnectFailures);

    public static EndpointTotals Read(Endpoint endpoint, int workers)
    {
        var sum = default(EndpointTotals);
        for (var worker = 0; worker < workers; worker++)
        {
            if (endpoint.PeekSlot(worker) is { } slot)
            {
                sum += new EndpointTotals(Volatile.Read(ref slot.Requests), Volatile.Read(ref slot.Active), Volatile.Read(ref slot.ConnectFailures));
            }
        }

        return sum;
    }
}
