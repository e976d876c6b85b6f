namespace Mesh.Protocols.Http1;

/// <summary>IMF-fixdate (RFC 9110 section 5.6.7), as in "Sun, 06 Nov 1994 08:49:37 GMT".</summary>
public static class Http1Date
{
    public const int Length = 29;

    /// <summary>253402300799 is the last second of year 9999.</summary>
    const long MaxUnixSeconds = 253_402_300_799;

    /// <summary>Writes <see cref="Length"/> bytes; false if they do not fit.</summary>
    public static bool TryWrite(Span<byte> destination, long unixSeconds)
    {
        var time = DateTime.UnixEpoch.AddSeconds(Math.Clamp(unixSeconds, 0, MaxUnixSeconds));
        return time.TryFormat(destination, out _, "R");
    }
}
