using System.Buffers;
using System.Buffers.Text;

namespace Mesh.Protocols.Grpc;

/// <summary>
/// Encodes a body as grpc-web-text, piece by piece. What does not fill a quantum of base64 waits for the next piece or a flush, which pads
/// it: flush whenever no more bytes are at hand, so that no message waits for the next. Mutable: keep it in a field, not in a copy.
/// </summary>
public struct GrpcWebTextEncoder
{
    const int Quantum = 4;
    const int QuantumBytes = 3;

    /// <summary>The bytes that wait, the first one highest.</summary>
    uint pending;

    int pendingLength;

    /// <summary>Bytes that encoding so many and a flush can write.</summary>
    public static int MaxEncodedLength(int length) => (length + (2 * (QuantumBytes - 1))) / QuantumBytes * Quantum;

    /// <param name="bytes">The next bytes of the body.</param>
    /// <param name="destination">Four bytes are enough to get on; may not overlap.</param>
    /// <returns>Done: all of it is consumed. DestinationTooSmall: call again with the rest.</returns>
    public OperationStatus Encode(ReadOnlySpan<byte> bytes, Span<byte> destination, out int consumed, out int written)
    {
        consumed = written = 0;
        while (consumed < bytes.Length)
        {
            if (pendingLength == 0)
            {
                EncodeRun(bytes, destination, ref consumed, ref written);
                if (consumed == bytes.Length)
                {
                    break;
                }
            }

            if (pendingLength == QuantumBytes - 1 && destination.Length - written < Quantum)
            {
                return OperationStatus.DestinationTooSmall;
            }

            if (pendingLength == 0 && bytes.Length - consumed >= QuantumBytes)
            {
                return OperationStatus.DestinationTooSmall;
            }

            written += Add(bytes[consumed++], destination[written..]);
        }

        return OperationStatus.Done;
    }

    /// <param name="destination">At least four bytes.</param>
    /// <returns>Bytes written: four, or none if nothing waited.</returns>
    public int Flush(Span<byte> destination)
    {
        if (pendingLength == 0)
        {
            return 0;
        }

        Span<byte> bytes = [(byte)(pending >> (8 * (pendingLength - 1))), (byte)pending];
        Base64.EncodeToUtf8(bytes[..pendingLength], destination, out _, out var written);
        pendingLength = 0;
        return written;
    }

    static void EncodeRun(ReadOnlySpan<byte> bytes, Span<byte> destination, ref int consumed, ref int written)
    {
        var quanta = Math.Min((bytes.Length - consumed) / QuantumBytes, (destination.Length - written) / Quantum);
        Base64.EncodeToUtf8(bytes.Slice(consumed, quanta * QuantumBytes), destination[written..], out var read, out var encoded);
        consumed += read;
        written += encoded;
    }

    int Add(byte value, Span<byte> destination)
    {
        pending = (pending << 8) | value;
        if (++pendingLength < QuantumBytes)
        {
            return 0;
        }

        pendingLength = 0;
        Span<byte> bytes = [(byte)(pending >> 16), (byte)(pending >> 8), (byte)pending];
        Base64.EncodeToUtf8(bytes, destination, out _, out var written);
        return written;
    }
}
