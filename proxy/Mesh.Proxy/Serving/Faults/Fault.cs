using System.Text;

namespace Mesh.Proxy.Serving.Faults;

/// <summary>
/// Why an exchange (or a TCP connection) could not go on, and what is seen of it. All there are stand in <see cref="FaultTable"/>; they are compared by
/// reference and never made per request.
/// </summary>
sealed class Fault(FaultStage stage, FaultSide side, int status, ResponseFlags flags, string details, string body = "")
{
    public FaultStage Stage { get; } = stage;

    public FaultSide Side { get; } = side;

    public FaultRetry Retry { get; init; }

    public ResponseFlags Flags { get; } = flags;

    /// <summary>%RESPONSE_CODE_DETAILS%.</summary>
    public string Details { get; } = details;

    /// <summary>%UPSTREAM_TRANSPORT_FAILURE_REASON%, or empty.</summary>
    public string TransportFailure { get; init; } = "";

    /// <summary>The client cannot send another request on this connection: its framing is lost, or it is gone.</summary>
    public bool EndsConnection { get; init; }

    /// <summary>Nobody is there to be answered: the client's connection is reset instead.</summary>
    public bool Unanswerable { get; init; }

    /// <summary>What the client gets if no response head was sent before; afterwards its connection is reset, so that a cut-off body is never taken for a whole one.</summary>
    public LocalResponse Response { get; } = new(status, Encoding.UTF8.GetBytes(body), details);

    public override string ToString() => $"{Side} {Stage}: {Details}";
}
