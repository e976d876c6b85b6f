using Mesh.Proxy.Config;

namespace Mesh.Proxy.LoadBalancing;

/// <summary>
/// ROUND_ROBIN (4.6): each worker goes round by itself, from a place of its own chosen at random, so that workers (and sidecars that got the same endpoints
/// at the same time) do not move in step. Unequal weights go by <see cref="WeightedSchedule"/>.
/// </summary>
sealed class RoundRobinBalancer(Endpoint[] endpoints, int workers) : ILoadBalancer
{
    readonly bool isWeighted = endpoints.Any(endpoint => endpoint.Weight != endpoints[0].Weight);
    readonly Cursor?[] cursors = new Cursor?[workers];

    /// <summary>A worker's place; an object of its own, so that workers do not share a cache line.</summary>
    sealed class Cursor
    {
        public int Next;
        public WeightedSchedule? Schedule;
    }

    public Endpoint? Pick(int worker, ref FastRandom random)
    {
        if (endpoints.Length <= 1)
            return endpoints.Length == 0 ? null : endpoints[0];

        var cursor = cursors[worker] ??= Start(ref random);
        if (cursor.Schedule is not null)
            return endpoints[cursor.Schedule.Next()];

        var picked = endpoints[cursor.Next];
        cursor.Next = cursor.Next + 1 == endpoints.Length ? 0 : cursor.Next + 1;
        return picked;
    }

    Cursor Start(ref FastRandom random)
    {
        var cursor = new Cursor { Next = random.Next(endpoints.Length) };
        if (isWeighted)
            cursor.Schedule = new WeightedSchedule(Array.ConvertAll(endpoints, endpoint => endpoint.Weight), ref random);
        return cursor;
    }
}
