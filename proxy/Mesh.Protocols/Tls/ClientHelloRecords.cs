using System.Buffers.Binary;

namespace Mesh.Protocols.Tls;

/// <summary>
/// Follows the record layer (RFC 8446 section 5.1) up to the end of the first handshake message, each byte once however they arrive. A
/// client may cut its hello into records of one byte.
/// </summary>
struct ClientHelloRecords
{
    public const int RecordHeaderLength = 5;
    public const int MessageHeaderLength = 4;

    const int MaxRecordLength = 1 << 14;
    const byte HandshakeRecord = 22;
    const byte ClientHelloMessage = 1;

    /// <summary>The bytes of the header that is being read, the last one lowest.</summary>
    ulong recordHeader;

    uint messageHeader;
    int recordHeaderRead;
    int recordRemaining;
    int messageRead;

    /// <summary>Bytes followed so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whole length of the message with its header; meaningful once <see cref="IsComplete"/>.</summary>
    public readonly int MessageLength => MessageHeaderLength + (int)(messageHeader & 0xFFFFFF);

    /// <summary>More than one record carried the message.</summary>
    public bool IsFragmented { get; private set; }

    public readonly bool IsComplete => messageRead >= MessageHeaderLength && messageRead == MessageLength;

    public ClientHelloStatus Read(ReadOnlySpan<byte> bytes, out ClientHelloError error)
    {
        error = ClientHelloError.None;
        var status = ClientHelloStatus.NeedMore;
        while (status == ClientHelloStatus.NeedMore && !bytes.IsEmpty)
        {
            var length = 1;
            status = recordRemaining == 0 ? ReadRecordHeader(bytes[0], out error)
                : messageRead < MessageHeaderLength ? ReadMessageHeader(bytes[0], out error)
                : Skip(bytes.Length, out length);
            bytes = bytes[length..];
            Position += length;
        }

        return status;
    }

    ClientHelloStatus ReadRecordHeader(byte value, out ClientHelloError error)
    {
        recordHeader = (recordHeader << 8) | value;
        var isFirst = Position < RecordHeaderLength;
        if (isFirst && !CanBeginTls(value))
        {
            error = ClientHelloError.None;
            return ClientHelloStatus.NotTls;
        }

        error = ++recordHeaderRead switch
        {
            1 when value != HandshakeRecord => ClientHelloError.InterleavedRecord,
            2 when value != 3 => ClientHelloError.RecordVersion,
            RecordHeaderLength => BeginRecord((int)(recordHeader & 0xFFFF), isFirst),
            _ => ClientHelloError.None,
        };
        return error == ClientHelloError.None ? ClientHelloStatus.NeedMore : ClientHelloStatus.Malformed;
    }

    /// <summary>Type handshake, version 3 with any minor one (servers must ignore it, RFC 8446 section 5.1), any length.</summary>
    readonly bool CanBeginTls(byte value) => Position switch
    {
        0 => value == HandshakeRecord,
        1 => value == 3,
        _ => true,
    };

    ClientHelloError BeginRecord(int length, bool isFirst)
    {
        recordHeaderRead = 0;
        recordRemaining = length;
        IsFragmented |= !isFirst;
        return length == 0 ? ClientHelloError.EmptyRecord
            : length > MaxRecordLength ? ClientHelloError.RecordOverflow
            : ClientHelloError.None;
    }

    ClientHelloStatus ReadMessageHeader(byte value, out ClientHelloError error)
    {
        error = ClientHelloError.None;
        messageHeader = (messageHeader << 8) | value;
        messageRead++;
        recordRemaining--;
        if (messageRead == 1 && value != ClientHelloMessage)
        {
            return ClientHelloStatus.NotTls;
        }

        if (messageRead < MessageHeaderLength)
        {
            return ClientHelloStatus.NeedMore;
        }

        error = MessageLength + RecordHeaderLength > ClientHelloPeek.MaxBytes ? ClientHelloError.TooLarge : ClientHelloError.None;
        return error != ClientHelloError.None ? ClientHelloStatus.Malformed : StatusNow;
    }

    ClientHelloStatus Skip(int available, out int length)
    {
        length = Math.Min(available, Math.Min(recordRemaining, MessageLength - messageRead));
        messageRead += length;
        recordRemaining -= length;
        return StatusNow;
    }

    readonly ClientHelloStatus StatusNow => IsComplete ? ClientHelloStatus.Complete : ClientHelloStatus.NeedMore;

    /// <summary>Copies the message out of its records, which have been followed to its end.</summary>
    public static void CopyMessage(ReadOnlySpan<byte> records, Span<byte> message)
    {
        while (!message.IsEmpty)
        {
            var length = Math.Min(message.Length, BinaryPrimitives.ReadUInt16BigEndian(records[3..]));
            records.Slice(RecordHeaderLength, length).CopyTo(message);
            records = records[(RecordHeaderLength + length)..];
            message = message[length..];
        }
    }
}
