using System.Text;
using Mesh.Protocols.Paths;

namespace Mesh.Protocols.Grpc;

/// <summary>
/// grpc-message: UTF-8, percent-encoded but for printable ASCII without '%' (gRPC's PROTOCOL-HTTP2.md, "Responses"). Encoded, it can
/// stand in any field.
/// </summary>
public static class GrpcMessage
{
    /// <summary>Longest an encoded message can become.</summary>
    public static int MaxEncodedLength(int length) => length * PercentEncoding.Length;

    /// <summary>
    /// Encodes as much as fits: a message for people is better cut than dropped, but never within an escape or a character.
    /// </summary>
    /// <returns>Bytes written.</returns>
    public static int Encode(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        var written = 0;
        while (!message.IsEmpty)
        {
            var character = message[..CharacterLength(message)];
            var length = EncodedLength(character);
            if (destination.Length - written < length)
            {
                break;
            }

            EncodeCharacter(character, destination[written..]);
            written += length;
            message = message[character.Length..];
        }

        return written;
    }

    /// <summary>Decodes what is an escape and leaves what is none: a reader must not drop a message for its encoding.</summary>
    /// <param name="destination">As long as the value is enough; may be the same memory.</param>
    /// <returns>Bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var written = 0;
        for (var read = 0; read < value.Length;)
        {
            var decoded = PercentEncoding.Decode(value[read..]);
            destination[written++] = decoded >= 0 ? (byte)decoded : value[read];
            read += decoded >= 0 ? PercentEncoding.Length : 1;
        }

        return written;
    }

    static bool IsUnencoded(byte value) => value is >= (byte)' ' and <= (byte)'~' and not (byte)'%';

    /// <summary>Of the UTF-8 character at the beginning, 1 for a byte that belongs to none.</summary>
    static int CharacterLength(ReadOnlySpan<byte> message)
    {
        Rune.DecodeFromUtf8(message, out _, out var length);
        return length;
    }

    static int EncodedLength(ReadOnlySpan<byte> character) =>
        character.Length == 1 && IsUnencoded(character[0]) ? 1 : character.Length * PercentEncoding.Length;

    static void EncodeCharacter(ReadOnlySpan<byte> character, Span<byte> destination)
    {
        if (character.Length == 1 && IsUnencoded(character[0]))
        {
            destination[0] = character[0];
            return;
        }

        foreach (var value in character)
        {
            PercentEncoding.Write(value, destination);
            destination = destination[PercentEncoding.Length..];
        }
    }
}
