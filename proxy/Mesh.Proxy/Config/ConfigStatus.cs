using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>How the proxy's configuration stands, for admin. Immutable; read from any thread.</summary>
/// <param name="Source">Where configuration comes from: an address or a file.</param>
/// <param name="IsConnected">The control plane is there. Always false with a file.</param>
/// <param name="Generation">In use; 0 before the first.</param>
/// <param name="LastError">What went wrong since a generation last came, one sentence; empty if nothing did.</param>
/// <param name="Rejections">What of the last generation is not in use, and why.</param>
/// <param name="Connects">Streams opened since the start.</param>
sealed record ConfigStatus(
    string Source, bool IsConnected, ulong Generation, string LastError, IReadOnlyList<Rejection> Rejections, long Connects)
{
    public static readonly ConfigStatus Initial = new("", false, 0, "", [], 0);
}
