namespace Mesh.Proxy.Admin;

/// <summary>One listening address, all workers together.</summary>
/// <param name="Name">"virtualOutbound", "virtualInbound", or the gateway's origin.</param>
/// <param name="Address">"0.0.0.0:15001".</param>
/// <param name="ActiveConnections">Accepted and open now.</param>
/// <param name="TotalConnections">Accepted since start.</param>
/// <param name="ShedConnections">Closed at once, as there was no file descriptor for them.</param>
readonly record struct ListenerStatus(string Name, string Address, long ActiveConnections, long TotalConnections, long ShedConnections);
