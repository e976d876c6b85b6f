using System.Net;
using System.Net.Sockets;
using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>The file of a listening Unix socket.</summary>
internal static class SocketFile
{
    public static void Delete(EndPoint endPoint)
    {
        if (PathOf(endPoint) is { } path)
        {
            _ = Libc.Unlink(path);
        }
    }

    /// <summary>Null for other addresses, and for abstract ones, which have no file.</summary>
    public static string? PathOf(EndPoint endPoint) =>
        endPoint is UnixDomainSocketEndPoint && endPoint.ToString() is ['/' or '.' or (>= 'A' and <= 'z'), ..] path ? path : null;
}
