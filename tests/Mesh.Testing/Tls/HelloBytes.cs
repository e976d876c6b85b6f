using System.Text;

namespace Mesh.Testing.Tls;

/// <summary>Builds ClientHellos, good and bad, part by part.</summary>
public static class HelloBytes
{
    public const int ServerNameType = 0;
    public const int ProtocolsType = 16;
    public const int VersionsType = 43;
    public const int EncryptedHelloType = 0xFE0D;

    public static byte[] Extension(int type, byte[] content) => [.. UInt16(type), .. Vector16(content)];

    public static byte[] ServerName(string name) => Extension(ServerNameType, Vector16([0, .. Vector16(Encoding.Latin1.GetBytes(name))]));

    public static byte[] Alpn(params string[] names) =>
        Extension(ProtocolsType, Vector16([.. names.SelectMany(name => Vector8(Encoding.Latin1.GetBytes(name)))]));

    public static byte[] Versions(params int[] versions) => Extension(VersionsType, Vector8([.. versions.SelectMany(UInt16)]));

    public static byte[] Padding(int length) => Extension(21, new byte[length]);

    public static byte[] Body(params byte[][] extensions) => [.. BodyWithoutExtensions(), .. Vector16([.. extensions.SelectMany(e => e)])];

    public static byte[] BodyWithoutExtensions() => [3, 3, .. new byte[32], .. Vector8([1, 2, 3]), .. Vector16([0x13, 0x01, 0x0A, 0x0A]), .. Vector8([0])];

    /// <summary>The body as handshake message in records of at most so many bytes.</summary>
    public static byte[] Hello(byte[] body, int recordLength = 1 << 14) => Records([1, 0, .. Vector16(body)], recordLength);

    public static byte[] Records(byte[] message, int recordLength) => [.. message.Chunk(recordLength).SelectMany(chunk => Record(chunk))];

    public static byte[] Record(byte[] content, int type = 22) => [(byte)type, 3, 1, .. Vector16(content)];

    public static byte[] UInt16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Vector8(byte[] content) => [(byte)content.Length, .. content];

    public static byte[] Vector16(byte[] content) => [.. UInt16(content.Length), .. content];
}
