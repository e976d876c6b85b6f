namespace Mesh.Proxy.Config;

/// <summary>Times as the contract carries them: milliseconds.</summary>
static class ContractTime
{
    /// <summary>More than any deadline: keeps hostile values inside TimeSpan and the timer wheel.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static TimeSpan Read(ulong milliseconds) =>
        milliseconds >= (ulong)Longest.TotalMilliseconds ? Longest : TimeSpan.FromMilliseconds(milliseconds);

    public static TimeSpan ReadOr(ulong milliseconds, TimeSpan otherwise) => milliseconds == 0 ? otherwise : Read(milliseconds);
}
