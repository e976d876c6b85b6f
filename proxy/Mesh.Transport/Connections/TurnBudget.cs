namespace Mesh.Transport.Connections;

/// <summary>A connection's share of a turn of its loop: a fast sender must not keep the loop from the others.</summary>
internal struct TurnBudget
{
    /// <summary>Receives in one turn.</summary>
    public const int Receives = 16;

    private long turn;
    private byte spent;

    /// <summary>False if the share of this turn is used up.</summary>
    public bool TrySpend(long turn)
    {
        if (this.turn != turn)
        {
            this.turn = turn;
            spent = 0;
        }

        return ++spent <= Receives;
    }

    /// <summary>The connection is resumed: it begins anew.</summary>
    public void Renew() => spent = 0;
}
