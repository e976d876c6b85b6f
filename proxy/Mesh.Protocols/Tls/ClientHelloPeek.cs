using System.Buffers;

namespace Mesh.Protocols.Tls;

/// <summary>
/// Reads the ClientHello at the beginning of a connection and consumes nothing: whoever terminates TLS, here or behind us, reads it again.
/// One per connection, called again with more bytes after NeedMore; every byte is followed once, and parsed once when the hello is whole,
/// so a hello that arrives byte by byte costs no more than one that arrives at once. Mutable: keep it in a field, not in a copy.
/// </summary>
public struct ClientHelloPeek
{
    /// <summary>
    /// The hello with its record headers. Envoy's bound; hellos with post-quantum key shares and ECH take about 2 KB.
    /// </summary>
    public const int MaxBytes = 16 * 1024;

    ClientHelloRecords records;

    /// <param name="received">Everything received, from the connection's first byte on.</param>
    /// <param name="scratch"><see cref="MaxBytes"/> long, needed in this call only (one for all connections of a loop will do): a hello in
    /// several segments or records is put together here.</param>
    /// <param name="hello">If Complete: spans over <paramref name="received"/> or <paramref name="scratch"/>.</param>
    /// <param name="error">Why, if Malformed.</param>
    public ClientHelloStatus Read(
        scoped in ReadOnlySequence<byte> received, Span<byte> scratch, out ClientHello hello, out ClientHelloError error)
    {
        hello = default;
        error = ClientHelloError.None;
        var bounded = received.Length > MaxBytes ? received.Slice(0, MaxBytes) : received;
        var status = Follow(bounded, ref error);
        if (status == ClientHelloStatus.Complete)
        {
            error = ClientHelloParser.Parse(MessageOf(bounded, scratch)[ClientHelloRecords.MessageHeaderLength..], out hello);
            return error == ClientHelloError.None ? status : ClientHelloStatus.Malformed;
        }

        if (status == ClientHelloStatus.NeedMore && records.Position == MaxBytes)
        {
            error = ClientHelloError.TooLarge;
            return ClientHelloStatus.Malformed;
        }

        return status;
    }

    ClientHelloStatus Follow(in ReadOnlySequence<byte> received, ref ClientHelloError error)
    {
        var status = records.IsComplete ? ClientHelloStatus.Complete : ClientHelloStatus.NeedMore;
        foreach (var segment in received.Slice(records.Position))
        {
            if (status != ClientHelloStatus.NeedMore)
            {
                break;
            }

            status = records.Read(segment.Span, out error);
        }

        return status;
    }

    readonly ReadOnlySpan<byte> MessageOf(scoped in ReadOnlySequence<byte> received, Span<byte> scratch)
    {
        var bytes = received.FirstSpan;
        if (bytes.Length < records.Position)
        {
            received.Slice(0, records.Position).CopyTo(scratch);
            bytes = scratch;
        }
        else if (!records.IsFragmented)
        {
            return bytes.Slice(ClientHelloRecords.RecordHeaderLength, records.MessageLength);
        }

        // In place as well: what is read stands behind what is written.
        var message = scratch[..records.MessageLength];
        ClientHelloRecords.CopyMessage(bytes[..records.Position], message);
        return message;
    }
}
