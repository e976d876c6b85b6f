using System.Buffers;

namespace Mesh.Proxy.Detection;

/// <summary>The first bytes of a server whose client has said nothing yet.</summary>
static class ServerGreeting
{
    const int FrameHeaderLength = 9;
    const int SettingLength = 6;

    /// <summary>SETTINGS, no flags, stream 0 (RFC 9113 sections 4.1 and 6.5).</summary>
    static ReadOnlySpan<byte> AfterLength => [4, 0, 0, 0, 0, 0];

    /// <summary>
    /// Whether it is the preface of an HTTP/2 server (RFC 9113 section 3.4), which may come before the client's: the only greeting after which the client
    /// has to speak without having heard it. A part of one is none: no other server that greets may wait.
    /// </summary>
    public static bool IsHttp2(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length < FrameHeaderLength)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[FrameHeaderLength];
        bytes.Slice(0, FrameHeaderLength).CopyTo(header);
        return header[0] == 0 && ((header[1] << 8) | header[2]) % SettingLength == 0 && header[3..].SequenceEqual(AfterLength);
    }
}
