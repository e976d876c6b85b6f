using Mesh.Protocols.Detection;
using Mesh.Protocols.Http1;

namespace Mesh.Fuzz.Targets;

/// <summary>Protocol detection: decided once and for good, and nothing that the HTTP parser accepts passes for opaque.</summary>
sealed class Sniffing : IFuzzTarget
{
    public IEnumerable<byte[]> Seeds =>
    [
        Bytes.Of("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Bytes.Of("\r\n\r\nPOST /x HTTP/1.0\r\n\r\n"), Bytes.Of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        [0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3], Bytes.Of("GET key\r\n"), Bytes.Of("EHLO a\r\n"), [0x4A, 0, 0, 0, 10],
    ];

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words("\r\n", " HTTP/1.1\r\n", " HTTP/1.", "GET ", "PRI * ", " /", "\t", "Host: a\r\n\r\n", "HTTP/2.0\r\n\r\nSM\r\n\r\n");

    public int MaxLength => ProtocolSniffer.MaxBytes + 200;

    public int Run(byte[] input)
    {
        var decided = SniffedProtocol.NeedMore;
        foreach (var end in Enumerable.Range(1, Math.Min(input.Length, 200)).Append(input.Length))
        {
            var sniffed = ProtocolSniffer.Sniff(input[..end]);
            Check.That(decided == SniffedProtocol.NeedMore || sniffed == decided, $"what {decided} was decided on stays so");
            decided = sniffed;
        }

        Check.That(decided != SniffedProtocol.NeedMore || input.Length < ProtocolSniffer.MaxBytes, "so many bytes are enough");
        var scanned = 0;
        var status = Http1RequestParser.Parse(input, Http1Limits.Default, new Http1Head(Http1Limits.Default), ref scanned, out _);
        Check.That(
            status != Http1ParseStatus.Complete || decided is SniffedProtocol.Http10 or SniffedProtocol.Http11, "a request is never taken for something else");
        return (int)decided;
    }
}
