namespace Mesh.Testing.Http1Corpus;

/// <summary>One message, whole and as bytes, with what the proxy must make of it.</summary>
public sealed record Http1CorpusCase
{
    public required string Name { get; init; }

    public required Http1CorpusPart Part { get; init; }

    /// <summary>For responses: the method of the request they answer. For requests: empty.</summary>
    public required string RequestMethod { get; init; }

    /// <summary>The status a client gets, 502 for a refused response; 0 if the message is valid and must be forwarded.</summary>
    public required int ExpectedStatus { get; init; }

    /// <summary>Name of the Http1Error; "None" if the message is valid.</summary>
    public required string Error { get; init; }

    /// <summary>What <see cref="Part"/> says: a head with what follows it, or a chunked body without its head.</summary>
    public required byte[] Bytes { get; init; }

    public bool IsValid => ExpectedStatus == 0;

    /// <summary>What to send: bodies get a valid head in front.</summary>
    public byte[] Message => Part == Http1CorpusPart.RequestBody ? [.. BodyHead, .. Bytes] : Bytes;

    static ReadOnlySpan<byte> BodyHead => "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"u8;

    public override string ToString() => $"{Part}: {Name}";
}
