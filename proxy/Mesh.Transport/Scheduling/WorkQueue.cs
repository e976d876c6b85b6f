namespace Mesh.Transport.Scheduling;

/// <summary>
/// Calls posted to a loop. From the loop's own thread they go to a plain queue; from others to a list under a lock, which the loop swaps for an
/// empty one: order is kept, and one wake-up serves all that is posted before the loop looks.
/// </summary>
internal sealed class WorkQueue
{
    private readonly Queue<WorkItem> _local = new();
    private readonly Lock _gate = new();
    private List<WorkItem> _posted = [];
    private List<WorkItem> _taken = [];
    private volatile bool _hasPosted;
    private bool _closed;

    /// <summary>True if the loop must not sleep.</summary>
    public bool HasWork => _local.Count > 0 || _hasPosted;

    /// <summary>From the loop's thread.</summary>
    public void AddLocal(WorkItem item) => _local.Enqueue(item);

    /// <summary>From any thread. True if the loop has to be woken: the first since it last looked. False, too, once the loop has ended: nobody will run it.</summary>
    public bool Post(WorkItem item)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _posted.Add(item);
            bool first = !_hasPosted;
            _hasPosted = true;
            return first;
        }
    }

    /// <summary>
    /// Runs what is there now. What these calls add themselves waits for the next turn, so that work which renews itself cannot keep the loop
    /// from its sockets.
    /// </summary>
    public void RunTurn()
    {
        TakePosted();
        for (int count = _local.Count; count > 0; count--)
        {
            _local.Dequeue().Run();
        }
    }

    /// <summary>Takes no more from other threads; what was posted before can still be run.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private void TakePosted()
    {
        if (!_hasPosted)
        {
            return;
        }

        lock (_gate)
        {
            (_posted, _taken) = (_taken, _posted);
            _hasPosted = false;
        }

        foreach (WorkItem item in _taken)
        {
            _local.Enqueue(item);
        }

        _taken.Clear();
    }
}
