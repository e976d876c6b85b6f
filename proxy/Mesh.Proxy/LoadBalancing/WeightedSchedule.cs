namespace Mesh.Proxy.LoadBalancing;

/// <summary>
/// Weighted round robin by earliest deadline first, as Envoy does it: each index is due again 1/weight after it was taken, so that picks are spread evenly
/// and not in bursts. A binary heap; a pick costs O(log n) and allocates nothing. State of one worker.
/// </summary>
sealed class WeightedSchedule
{
    /// <summary>Deadlines are moved back from here, long before a double would lose the precision of small steps.</summary>
    const double Horizon = 1 << 20;

    readonly int[] weights;
    readonly int[] heap;
    readonly double[] deadlines;

    public WeightedSchedule(int[] weights, ref FastRandom random)
    {
        this.weights = weights;
        heap = new int[weights.Length];
        deadlines = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            heap[i] = i;
            // Within its first period at random: where the worker starts.
            deadlines[i] = random.Next() / (double)uint.MaxValue / weights[i];
        }

        for (var i = heap.Length / 2 - 1; i >= 0; i--)
            SiftDown(i);
    }

    public int Next()
    {
        var due = heap[0];
        var now = deadlines[due];
        if (now > Horizon)
            Rebase(now);
        deadlines[due] += 1.0 / weights[due];
        SiftDown(0);
        return due;
    }

    void Rebase(double now)
    {
        for (var i = 0; i < deadlines.Length; i++)
            deadlines[i] -= now;
    }

    void SiftDown(int at)
    {
        var moving = heap[at];
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= heap.Length)
                break;
            if (child + 1 < heap.Length && IsBefore(heap[child + 1], heap[child]))
                child++;
            if (!IsBefore(heap[child], moving))
                break;
            heap[at] = heap[child];
            at = child;
        }

        heap[at] = moving;
    }

    // The lower index goes first where deadlines are equal: the order is then the same every time.
    bool IsBefore(int a, int b) => deadlines[a] < deadlines[b] || (deadlines[a] == deadlines[b] && a < b);
}
