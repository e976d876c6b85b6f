namespace Mesh.Transport.Tests.Conformance;

/// <summary>Client, the two connections of a proxy between, and server.</summary>
internal sealed record RelayPath(TransportConnection Client, TransportConnection Source, TransportConnection Destination, TransportConnection Server)
{
    public static async Task<RelayPath> MakeAsync(TestBed bed)
    {
        (TransportConnection client, TransportConnection source) = await bed.ConnectAsync();
        (TransportConnection destination, TransportConnection server) = await bed.ConnectAsync();
        return new RelayPath(client, source, destination, server);
    }

    public void Complete()
    {
        foreach (TransportConnection connection in new[] { Client, Source, Destination, Server })
        {
            connection.CompleteBoth();
        }
    }
}
