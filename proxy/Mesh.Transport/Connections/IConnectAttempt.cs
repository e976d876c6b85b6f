namespace Mesh.Transport.Connections;

/// <summary>A connect under way.</summary>
internal interface IConnectAttempt
{
    /// <summary>Called once at most, and not after it has ended.</summary>
    void Cancel();
}
