using Mesh.Protocols.Http1;
using Mesh.Proxy.Upstream;
using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>
/// Whether a request may be sent again after its connection ended before a byte of the response. A server may close a kept connection at the moment a
/// request goes out on it (RFC 9112 section 9.3.1), so this happens to healthy peers; a fresh connection has no such race, and its end is an answer. That is
/// why a replay goes out on a fresh connection, and why there is never a second one: a request that kills whoever reads it must not go from one kept
/// connection to the next until all of them are dead.
/// </summary>
/// <remarks>
/// Two things allow it. The kernel took no byte of the request: nobody can have seen it, whatever it asks. Or the method is GET, HEAD or OPTIONS and the
/// peer itself ended the kept connection, by FIN or RST, without a byte of a response. That is no proof that the application did not see it: whether our
/// bytes crossed the peer's FIN on the way cannot be told from here. But these methods are safe (RFC 9110 section 9.2.1): by definition they have no effect
/// the client asked for, so having been processed and not having been are the same to it. Idempotent is not enough: a second DELETE answers 404 where the
/// first one answered 204. A body that was streamed is gone; one that was kept can go again.
/// </remarks>
static class ReplayRule
{
    public static bool Allows(UpstreamStream upstream, Http1Method method, bool bodyIsAtHand) =>
        upstream.IsReused && bodyIsAtHand && WasEndedByPeer(upstream) && (upstream.NothingSent || IsSafe(method));

    /// <summary>What this side aborted, it did not want.</summary>
    static bool WasEndedByPeer(UpstreamStream upstream) => upstream.Body.InputEnd is ConnectionEnd.Fin or ConnectionEnd.Reset;

    static bool IsSafe(Http1Method method) => method is Http1Method.Get or Http1Method.Head or Http1Method.Options;
}
