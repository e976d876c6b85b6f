using Microsoft.AspNetCore.Connections;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Where Kestrel hands over a proxy's connection.</summary>
sealed class ContractConnectionHandler(Distributor distributor) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection) => distributor.ServeAsync(connection);
}
