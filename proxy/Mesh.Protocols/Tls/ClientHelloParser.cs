namespace Mesh.Protocols.Tls;

/// <summary>
/// Parses a whole ClientHello (RFC 8446 section 4.1.2), without its handshake header. Reads what routing needs; the rest is the
/// server's.
/// </summary>
static class ClientHelloParser
{
    const int RandomLength = 32;
    const int MaxSessionIdLength = 32;

    public static ClientHelloError Parse(ReadOnlySpan<byte> body, out ClientHello hello)
    {
        hello = default;
        var reader = new TlsReader(body);
        if (!reader.TryReadBytes(sizeof(ushort), out var legacyVersion))
        {
            return ClientHelloError.Structure;
        }

        if (legacyVersion[0] != 3)
        {
            return ClientHelloError.Version;
        }

        return SkipToExtensions(ref reader) && TryReadExtensions(ref reader, out var extensions)
            ? ParseExtensions(extensions, legacyVersion, out hello)
            : ClientHelloError.Structure;
    }

    /// <summary>random, legacy_session_id, cipher_suites, legacy_compression_methods.</summary>
    static bool SkipToExtensions(scoped ref TlsReader reader) =>
        reader.TryReadBytes(RandomLength, out _)
        && reader.TryReadVector8(out var sessionId) && sessionId.Length <= MaxSessionIdLength
        && reader.TryReadVector16(out var suites) && !suites.IsEmpty && suites.Length % sizeof(ushort) == 0
        && reader.TryReadVector8(out var compressions) && !compressions.IsEmpty;

    /// <summary>Before TLS 1.3 a hello could end without them (RFC 5246 section 7.4.1.2).</summary>
    static bool TryReadExtensions(scoped ref TlsReader reader, out ReadOnlySpan<byte> extensions)
    {
        extensions = default;
        return reader.IsAtEnd || (reader.TryReadVector16(out extensions) && reader.IsAtEnd);
    }

    static ClientHelloError ParseExtensions(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> legacyVersion, out ClientHello hello)
    {
        hello = default;
        var found = new ClientHelloExtensions { Versions = legacyVersion };
        var reader = new TlsReader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadUInt16(out var type) || !reader.TryReadVector16(out var extension))
            {
                return ClientHelloError.Structure;
            }

            var error = found.Add(type, extension);
            if (error != ClientHelloError.None)
            {
                return error;
            }
        }

        hello = found.ToHello();
        return ClientHelloError.None;
    }
}
