using Mesh.Transport.Connections;

namespace Mesh.Transport;

/// <summary>
/// Gives up a connect that is under way: it ends with <see cref="TransportError.Canceled"/>, later in the same turn. Guards the connects it is given to one
/// after the other, not two at a time; used again without an allocation. For the loop's thread.
/// </summary>
public sealed class ConnectCancellation
{
    private IConnectAttempt? attempt;

    /// <summary>Does nothing where no connect is under way.</summary>
    public void Cancel()
    {
        IConnectAttempt? attempt = this.attempt;
        this.attempt = null;
        attempt?.Cancel();
    }

    internal void Guard(IConnectAttempt attempt) => this.attempt = attempt;

    internal void Release() => attempt = null;
}
