using System.Buffers.Binary;

namespace Mesh.Protocols.Http2.Frames;

/// <summary>One parameter of a SETTINGS frame.</summary>
readonly record struct Http2Setting(Http2SettingId Id, uint Value)
{
    public const int Size = 6;

    public static Http2Setting Read(ReadOnlySpan<byte> bytes) =>
        new((Http2SettingId)BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)Id);
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], Value);
    }
}
