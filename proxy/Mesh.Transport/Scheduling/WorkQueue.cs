namespace Mesh.Transport.Scheduling;

/// <summary>
/// Calls posted to a loop. From the loop's own thread they go to a plain queue; from others to a list under a lock, which the loop swaps for an
/// empty one: order is kept, and one wake-up serves all that is posted before the loop looks.
/// </summary>
internal sealed class WorkQueue
{
    private readonly Queue<WorkItem> local = new();
    private readonly Lock gate = new();
    private List<WorkItem> posted = [];
    private List<WorkItem> taken = [];
    private volatile bool hasPosted;
    private bool closed;

    /// <summary>True if the loop must not sleep.</summary>
    public bool HasWork => local.Count > 0 || hasPosted;

    /// <summary>From the loop's thread.</summary>
    public void AddLocal(WorkItem item) => local.Enqueue(item);

    /// <summary>From any thread. True if the loop has to be woken: the first since it last looked. False, too, once the loop has ended: nobody will run it.</summary>
    public bool Post(WorkItem item)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            posted.Add(item);
            bool first = !hasPosted;
            hasPosted = true;
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
        for (int count = local.Count; count > 0; count--)
        {
            local.Dequeue().Run();
        }
    }

    /// <summary>Takes no more from other threads; what was posted before can still be run.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }
    }

    private void TakePosted()
    {
        if (!hasPosted)
        {
            return;
        }

        lock (gate)
        {
            (posted, taken) = (taken, posted);
            hasPosted = false;
        }

        foreach (WorkItem item in taken)
        {
            local.Enqueue(item);
        }

        taken.Clear();
    }
}
