namespace Mesh.Protocols.Tls;

/// <summary>
/// The record that ends a handshake before it began: alert, version, length 2, level fatal, description (RFC 8446 section 6).
/// </summary>
public static class TlsAlertRecord
{
    public const int Length = 7;

    const byte Fatal = 2;

    /// <summary>
    /// The version is TLS 1.0, as in the first records of servers that have not chosen one: clients of every version read it.
    /// </summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <returns>Bytes written, always <see cref="Length"/>.</returns>
    public static int WriteFatal(Span<byte> destination, TlsAlert alert)
    {
        ReadOnlySpan<byte> head = [0x15, 0x03, 0x01, 0x00, 0x02, Fatal];
        head.CopyTo(destination);
        destination[head.Length] = (byte)alert;
        return Length;
    }
}
