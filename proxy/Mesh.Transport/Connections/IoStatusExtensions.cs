namespace Mesh.Transport.Connections;

internal static class IoStatusExtensions
{
    /// <summary>How a direction ended that ended with this status.</summary>
    public static ConnectionEnd ToEnd(this IoStatus status) => status switch
    {
        IoStatus.Fin => ConnectionEnd.Fin,
        IoStatus.TimedOut => ConnectionEnd.TimedOut,
        IoStatus.Reset or IoStatus.Done or IoStatus.WouldBlock => ConnectionEnd.Reset,
    };
}
