using System.Collections.Frozen;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Abuse;

namespace Mesh.Proxy.Serving.Faults;

/// <summary>The table's part for what an HTTP/2 client broke while its requests were under way: nobody is answered any more, and the log says why.</summary>
static class Http2Faults
{
    static readonly Fault[] Malformed = [.. Enum.GetValues<Http2Malformed>().Select(reason => Make(Http2Malformations.DetailsOf(reason)))];

    static readonly FrozenDictionary<string, Fault> Abuse =
        Enum.GetValues<Http2Abuse>().Select(Http2AbuseNames.Of).ToFrozenDictionary(name => name, Make, StringComparer.Ordinal);

    /// <param name="reason">Of the stream; None if that was not it.</param>
    /// <param name="session">Whose stream was reset by this side.</param>
    public static Fault Of(Http2Malformed reason, Http2Session session) =>
        reason != Http2Malformed.None ? Malformed[(int)reason]
        : session.IsEnded && Abuse.TryGetValue(session.EndReason, out var fault) ? fault
        : FaultTable.ClientGone;

    static Fault Make(string details) =>
        new(FaultStage.RequestBody, FaultSide.Downstream, 0, ResponseFlags.DownstreamProtocolError, details) { EndsConnection = true, Unanswerable = true };
}
