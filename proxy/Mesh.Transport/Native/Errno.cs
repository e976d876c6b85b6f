using System.Runtime.InteropServices;
using Mesh.Transport.Connections;

namespace Mesh.Transport.Native;

/// <summary>Error numbers of Linux (the same on x64 and arm64), and what they mean to a connection.</summary>
internal static class Errno
{
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int ENETUNREACH = 101;
    public const int ECONNRESET = 104;
    public const int ENOBUFS = 105;
    public const int ETIMEDOUT = 110;
    public const int ECONNREFUSED = 111;
    public const int EHOSTUNREACH = 113;
    public const int EINPROGRESS = 115;

    /// <summary>The calling thread's last error of a native call.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The process, the system or its memory has no room for a socket.</summary>
    public static bool IsExhaustion(int errno) => errno is EMFILE or ENFILE or ENOBUFS or ENOMEM;

    /// <summary>What a failed transfer on a connected socket says of the connection.</summary>
    public static IoStatus ToStatus(int errno) => errno switch
    {
        EAGAIN => IoStatus.WouldBlock,
        ETIMEDOUT or EHOSTUNREACH or ENETUNREACH => IoStatus.TimedOut,
        _ => IoStatus.Reset,
    };

    public static TransportError ToConnectError(int errno) => errno switch
    {
        0 => TransportError.None,
        // A Unix socket's full backlog, and a path that is not there: nobody takes the connection.
        ECONNREFUSED or EAGAIN or ENOENT => TransportError.Refused,
        ETIMEDOUT => TransportError.TimedOut,
        EHOSTUNREACH or ENETUNREACH => TransportError.Unreachable,
        EADDRNOTAVAIL or EADDRINUSE => TransportError.AddressUnavailable,
        ECONNRESET => TransportError.Reset,
        _ => IsExhaustion(errno) ? TransportError.TooManyFiles : TransportError.Other,
    };

    public static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
