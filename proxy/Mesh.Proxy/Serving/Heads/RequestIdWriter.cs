using Mesh.Proxy.LoadBalancing;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>Makes x-request-id where the client sent none (2.24): a version 4 UUID, as Envoy does. Not a secret.</summary>
static class RequestIdWriter
{
    public const int Length = 36;

    public static void Write(Span<byte> destination, ref FastRandom random)
    {
        Span<byte> hex = stackalloc byte[32];
        WriteHex(hex, random.NextLong());
        WriteHex(hex[16..], random.NextLong());
        hex[12] = (byte)'4';
        hex[16] = "89ab"u8[hex[16] & 3];
        hex[..8].CopyTo(destination);
        hex[8..12].CopyTo(destination[9..]);
        hex[12..16].CopyTo(destination[14..]);
        hex[16..20].CopyTo(destination[19..]);
        hex[20..32].CopyTo(destination[24..]);
        destination[8] = destination[13] = destination[18] = destination[23] = (byte)'-';
    }

    static void WriteHex(Span<byte> destination, ulong value)
    {
        for (var i = 0; i < 16; i++)
        {
            destination[i] = "0123456789abcdef"u8[(int)(value >> (i * 4)) & 15];
        }
    }
}
