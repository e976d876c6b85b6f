namespace Mesh.Protocols.Http1;

/// <summary>
/// A whole response with a short body, as the proxy gives when it answers by itself. Every value must be a valid field value.
/// </summary>
public readonly ref struct Http1SimpleResponse
{
    public required int Status { get; init; }

    /// <summary>Left out of the bytes for HEAD (its length is still said) and for 1xx, 204 and 304.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    /// <summary>Empty: text/plain, if there is a body.</summary>
    public ReadOnlySpan<byte> ContentType { get; init; }

    /// <summary>Empty: no Server field.</summary>
    public ReadOnlySpan<byte> Server { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Date { get; init; }

    /// <summary>Announces that the connection is closed after it: always so after a refused message.</summary>
    public bool Close { get; init; }

    public bool ToHead { get; init; }

    public void Write(ref Http1Writer writer)
    {
        writer.WriteStatusLine(Status);
        var mayHaveBody = Status is >= 200 and not 204 and not 304;
        if (mayHaveBody)
        {
            WriteContentFields(ref writer);
        }

        writer.WriteDateField(Date);
        if (!Server.IsEmpty)
        {
            writer.WriteField("server"u8, Server);
        }

        if (Close)
        {
            writer.Write("connection: close\r\n"u8);
        }

        writer.WriteCrLf();
        if (mayHaveBody && !ToHead)
        {
            writer.Write(Body);
        }
    }

    void WriteContentFields(ref Http1Writer writer)
    {
        writer.WriteField("content-length"u8, Body.Length);
        if (!Body.IsEmpty)
        {
            writer.WriteField("content-type"u8, ContentType.IsEmpty ? "text/plain"u8 : ContentType);
        }
    }
}
