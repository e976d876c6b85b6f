namespace Mesh.Protocols.Http2.FlowControl;

/// <summary>
/// What the peer lets us send, on a stream or on the connection (RFC 9113 section 6.9). It may be negative: SETTINGS_INITIAL_WINDOW_SIZE
/// can shrink below what was sent already (section 6.9.2).
/// </summary>
struct Http2SendWindow(int initial)
{
    public const int Default = 65_535;

    public int Available { get; private set; } = initial;

    public void Take(int count) => Available -= count;

    /// <summary>By WINDOW_UPDATE, or by a new initial size. False if that makes more than 2^31-1: FLOW_CONTROL_ERROR.</summary>
    public bool TryAdd(int count)
    {
        var sum = (long)Available + count;
        if (sum > int.MaxValue)
        {
            return false;
        }

        Available = (int)sum;
        return true;
    }
}
