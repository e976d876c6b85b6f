namespace Mesh.Transport.Tests.Conformance;

/// <summary>Bytes whose place is visible: no block can be lost, doubled or moved unseen.</summary>
internal static class Pattern
{
    public static byte[] Bytes(int length, int from = 0)
    {
        byte[] bytes = new byte[length];
        Fill(bytes, from);
        return bytes;
    }

    public static void Fill(Span<byte> bytes, long from)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = At(from + i);
        }
    }

    public static byte At(long index) => (byte)(index ^ (index >> 8) ^ (index >> 16) ^ 0x5A);
}
