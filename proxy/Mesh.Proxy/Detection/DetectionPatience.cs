using Mesh.Protocols.Detection;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Detection;

/// <summary>How long a client is waited for while others look whether the server speaks.</summary>
/// <param name="Silence">One that says nothing at all.</param>
/// <param name="Head">One whose beginning looks like a request or a ClientHello.</param>
/// <param name="Doubt">One whose beginning looks like nothing known: another protocol's client may wait for its answer.</param>
/// <param name="IsHttpExpected">The destination spoke HTTP before: any word may be a method.</param>
readonly record struct DetectionPatience(TimeSpan Silence, TimeSpan Head, TimeSpan Doubt, bool IsHttpExpected)
{
    const byte HandshakeRecord = 0x16;

    /// <summary>
    /// What a client that stopped within its beginning is taken for. What looks like HTTP or TLS is so in doubt: nobody passes by their routes by being
    /// slow.
    /// </summary>
    public SniffedProtocol Guess(ReadOnlySpan<byte> beginning) =>
        beginning[0] == HandshakeRecord ? SniffedProtocol.Tls
        : IsHttpExpected || HttpBeginning.IsPossible(beginning) ? SniffedProtocol.Http11
        : SniffedProtocol.Opaque;

    public (DeadlineReason Reason, TimeSpan Timeout) DeadlineFor(SniffedProtocol guess) =>
        guess == SniffedProtocol.Opaque ? (DeadlineReason.Detection, Doubt) : (DeadlineReason.RequestHead, Head);
}
