namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// All workers' series of one kind at scrape. A child that no worker has a living series for is removed; what was counted in the last of them has been scraped
/// before, or is moved a last time, so that no counter goes back while anybody counts in it, and one that comes again begins at 0, as after a restart.
/// </summary>
/// <param name="tables">One a worker.</param>
/// <param name="follow">Makes the replay of a series, and by that its children.</param>
/// <param name="remove">Removes the children of these labels.</param>
sealed class SeriesExport<TSeries>(IReadOnlyList<SeriesTable<TSeries>> tables, Func<TSeries, SeriesReplay> follow, Action<string[]> remove)
    where TSeries : Series
{
    readonly Seen[] workers = [.. tables.Select(table => new Seen(table))];
    readonly Dictionary<string[], int> living = new(LabelValuesComparer.Instance);

    public void Collect()
    {
        // New ones first: what expired on one worker may live on another since.
        foreach (var worker in workers)
        {
            AddNew(worker);
        }

        foreach (var worker in workers)
        {
            worker.Replays.ForEach(replay => replay.Move());
            worker.Replays.RemoveAll(HasExpired);
        }
    }

    void AddNew(Seen worker)
    {
        var list = worker.Table.List;
        if (list.Era != worker.Era)
        {
            worker.Era = list.Era;
            worker.Count = 0;
        }

        for (var count = list.Count; worker.Count < count; worker.Count++)
        {
            var series = list[worker.Count];
            if (worker.Known.Add(series))
            {
                worker.Replays.Add(follow(series));
                living[series.Labels] = living.GetValueOrDefault(series.Labels) + 1;
            }
        }

        bool IsGone(TSeries series) => series.IsExpired;
        worker.Known.RemoveWhere(IsGone);
    }

    bool HasExpired(SeriesReplay replay)
    {
        if (!replay.Series.IsExpired)
        {
            return false;
        }

        // It may have expired after it was moved just now; nothing was counted since.
        replay.Move();
        var labels = replay.Series.Labels;
        if (--living[labels] == 0)
        {
            living.Remove(labels);
            remove(labels);
        }

        return true;
    }

    sealed class Seen(SeriesTable<TSeries> table)
    {
        public SeriesTable<TSeries> Table { get; } = table;

        public List<SeriesReplay> Replays { get; } = [];

        public HashSet<TSeries> Known { get; } = new(ReferenceEqualityComparer.Instance);

        public int Era { get; set; } = -1;

        public int Count { get; set; }
    }
}
