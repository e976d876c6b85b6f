namespace Mesh.Protocols.Http2.Abuse;

/// <summary>One connection's budgets. What the peer does that is useful earns it some of what is not.</summary>
sealed class Http2AbuseGuard
{
    readonly Http2AbuseCounters counters;
    readonly Http2Budget[] budgets = new Http2Budget[Http2AbuseCounters.KindCount];

    public Http2AbuseGuard(Http2Limits limits, Http2AbuseCounters counters)
    {
        this.counters = counters;
        for (var i = 0; i < budgets.Length; i++)
        {
            budgets[i] = new Http2Budget(limits.RateOf((Http2Abuse)i));
        }
    }

    /// <summary>Counts it. False if it happened too often: the connection must end.</summary>
    public bool Allows(Http2Abuse kind, long now, int count = 1)
    {
        counters.Add(kind, count);
        var allowed = budgets[(int)kind].TryTake(count, now);
        if (!allowed)
        {
            counters.AddEnded(kind);
        }

        return allowed;
    }

    /// <summary>A bound that is no rate was passed: the connection ends.</summary>
    public void Passed(Http2Abuse kind)
    {
        counters.Add(kind, 1);
        counters.AddEnded(kind);
    }

    public void StreamOpened()
    {
        budgets[(int)Http2Abuse.PriorityFlood].Earn(2);
        budgets[(int)Http2Abuse.UnknownFrames].Earn(2);
        budgets[(int)Http2Abuse.WindowUpdateFlood].Earn(4);
        budgets[(int)Http2Abuse.PingFlood].Earn(1);
        budgets[(int)Http2Abuse.ClosedStreamFrames].Earn(2);
    }

    /// <summary>
    /// One that was answered in full makes up for one that was not: who cancels half of what he asks for is a client that hedges.
    /// </summary>
    public void StreamAnswered() => budgets[(int)Http2Abuse.RapidReset].Earn(1);

    public void DataReceived(int bytes)
    {
        budgets[(int)Http2Abuse.PingFlood].Earn(1);
        budgets[(int)Http2Abuse.PaddingWaste].Earn(bytes);
    }

    /// <summary>
    /// A receiver gives credit back frame by frame, and measures round trips with PING while it receives, so our frames earn it both.
    /// </summary>
    public void DataSent(int bytes)
    {
        budgets[(int)Http2Abuse.PingFlood].Earn(1);
        budgets[(int)Http2Abuse.WindowUpdateFlood].Earn(4);
        if (bytes >= Http2Limits.UsefulFrame)
        {
            budgets[(int)Http2Abuse.TinyWindow].Earn(1);
        }
    }
}
