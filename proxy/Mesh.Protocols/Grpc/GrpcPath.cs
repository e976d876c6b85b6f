namespace Mesh.Protocols.Grpc;

/// <summary>"/" Service-Name "/" method-name.</summary>
public static class GrpcPath
{
    /// <param name="path">Its query, if any, is passed over.</param>
    /// <returns>False if the path has not exactly two parts, neither of them empty.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> service, out ReadOnlySpan<byte> method)
    {
        service = method = default;
        var query = path.IndexOf((byte)'?');
        path = query < 0 ? path : path[..query];
        if (path.IsEmpty || path[0] != '/')
        {
            return false;
        }

        path = path[1..];
        var slash = path.IndexOf((byte)'/');
        if (slash <= 0 || slash == path.Length - 1 || path[(slash + 1)..].Contains((byte)'/'))
        {
            return false;
        }

        service = path[..slash];
        method = path[(slash + 1)..];
        return true;
    }
}
