namespace Mesh.Proxy.Serving;

/// <summary>A worker's downstream connections: what a drain has to reach.</summary>
sealed class ConnectionSet
{
    readonly HashSet<ServedConnection> connections = [];

    public int Count => connections.Count;

    public void Add(ServedConnection connection) => connections.Add(connection);

    public void Remove(ServedConnection connection) => connections.Remove(connection);

    /// <summary>Closes those of peers that carry nothing at this moment. The application stays served.</summary>
    public void CloseIdle()
    {
        foreach (var connection in Copy())
        {
            if (connection.Arrival.Direction != Direction.Outbound)
            {
                connection.CloseIfIdle();
            }
        }
    }

    public void AbortAll()
    {
        foreach (var connection in Copy())
        {
            connection.Abort();
        }
    }

    /// <summary>Connections leave the set while it is gone through.</summary>
    ServedConnection[] Copy() => [.. connections];
}
