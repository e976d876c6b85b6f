using System.Buffers;
using System.Buffers.Text;

namespace Mesh.Protocols.Grpc;

/// <summary>
/// Decodes a grpc-web-text body through any split of its bytes. It is base64 in chunks, each padded where the sender flushed
/// (PROTOCOL-WEB.md, "Text-encoded streams"), so padding may stand in the middle. Strict: no white space, no bits behind the last byte.
/// Mutable: keep it in a field, not in a copy.
/// </summary>
public struct GrpcWebTextDecoder
{
    const int Quantum = 4;
    const int QuantumBytes = 3;

    static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>Characters of a quantum that has not arrived whole, the first one highest.</summary>
    uint pending;

    int pendingLength;
    bool isMalformed;

    /// <summary>No quantum is half there: where a body may end.</summary>
    public readonly bool IsAtBoundary => pendingLength == 0 && !isMalformed;

    /// <summary>Bytes that decoding so many can write.</summary>
    public static int MaxDecodedLength(int length) => (length + Quantum - 1) / Quantum * QuantumBytes;

    /// <param name="text">The next bytes of the body.</param>
    /// <param name="destination">Three bytes are enough to get on; may not overlap.</param>
    /// <returns>
    /// Done: all of it is consumed. DestinationTooSmall: call again with the rest. InvalidData, from then on always: what was written is
    /// the beginning of a valid body.
    /// </returns>
    public OperationStatus Decode(ReadOnlySpan<byte> text, Span<byte> destination, out int consumed, out int written)
    {
        consumed = written = 0;
        while (!isMalformed && consumed < text.Length)
        {
            if (pendingLength == 0)
            {
                DecodeRun(text, destination, ref consumed, ref written);
                if (consumed == text.Length)
                {
                    break;
                }
            }

            if (pendingLength == Quantum - 1 && destination.Length - written < QuantumBytes)
            {
                return OperationStatus.DestinationTooSmall;
            }

            written += Add(text[consumed], destination[written..]);
            consumed += isMalformed ? 0 : 1;
        }

        return isMalformed ? OperationStatus.InvalidData : OperationStatus.Done;
    }

    /// <summary>
    /// Whole quanta without padding at once; characters that base64 does not have end the run, for <see cref="Add"/> to judge.
    /// </summary>
    static void DecodeRun(ReadOnlySpan<byte> text, Span<byte> destination, ref int consumed, ref int written)
    {
        var run = text[consumed..];
        var end = run.IndexOfAnyExcept(Alphabet);
        run = end < 0 ? run : run[..end];
        var quanta = Math.Min(run.Length / Quantum, (destination.Length - written) / QuantumBytes);
        Base64.DecodeFromUtf8(run[..(quanta * Quantum)], destination[written..], out var read, out var decoded);
        consumed += read;
        written += decoded;
    }

    int Add(byte character, Span<byte> destination)
    {
        // '=' only as third and fourth, and nothing but '=' behind one.
        var hasPadding = pendingLength > 0 && (byte)pending == '=';
        isMalformed = character == '=' ? pendingLength < 2 : hasPadding || !Alphabet.Contains(character);
        if (isMalformed)
        {
            return 0;
        }

        pending = (pending << 8) | character;
        if (++pendingLength < Quantum)
        {
            return 0;
        }

        pendingLength = 0;
        return DecodeQuantum(destination);
    }

    int DecodeQuantum(Span<byte> destination)
    {
        Span<byte> characters = [(byte)(pending >> 24), (byte)(pending >> 16), (byte)(pending >> 8), (byte)pending];
        isMalformed = Base64.DecodeFromUtf8(characters, destination, out _, out var written) != OperationStatus.Done;
        return written;
    }
}
