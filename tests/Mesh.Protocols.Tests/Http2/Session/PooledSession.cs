using System.Buffers;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>An owner as the proxy is one: streams from a pool, nothing written down. A server echoes; a client counts answers.</summary>
sealed class PooledSession : Http2Session
{
    readonly Stack<TestStream> pool = new();
    readonly ArrayBufferWriter<byte> output;
    readonly byte[] inbox = new byte[1 << 20];

    public PooledSession(Http2Role role)
        : this(role, new ArrayBufferWriter<byte>(1 << 20))
    {
    }

    PooledSession(Http2Role role, ArrayBufferWriter<byte> output)
        : base(role, Http2Options.Default, new Http2Shared(Http2Limits.Default), output) => this.output = output;

    public int Answers { get; private set; }

    public void Ask(ReadOnlySpan<byte> body)
    {
        var stream = Rent();
        var fields = BeginRequest(stream);
        fields.Write(":method"u8, "POST"u8);
        fields.Write(":scheme"u8, "http"u8);
        fields.Write(":authority"u8, "productpage.default.svc.cluster.local:9080"u8);
        fields.Write(":path"u8, "/api/v1/products/0?u=normal"u8);
        fields.Write("User-Agent"u8, "curl/8.5.0"u8);
        fields.Write("authorization"u8, "secret"u8, neverIndex: true);
        EndHead(ref fields, endStream: false);
        SendData(stream, body, endStream: false);
        fields = BeginHead(stream);
        fields.Write("x-checksum"u8, "1"u8);
        EndTrailers(ref fields);
    }

    /// <summary>Hands over all that was written.</summary>
    public void Deliver(PooledSession to)
    {
        output.WrittenSpan.CopyTo(to.inbox);
        var sequence = new ReadOnlySequence<byte>(to.inbox, 0, output.WrittenCount);
        output.ResetWrittenCount();
        Flushed();
        to.Receive(sequence, out _);
    }

    protected internal override Http2Stream? RentStream(int streamId) => Rent();

    protected internal override void OnHead(Http2Stream stream, ReadOnlySpan<byte> bytes, bool endStream)
    {
        if (Role == Http2Role.Server)
        {
            var fields = BeginHead(stream);
            fields.Write(":status"u8, "200"u8);
            fields.Write("content-type"u8, "text/plain"u8);
            EndHead(ref fields, endStream: false);
        }
    }

    protected internal override void OnInterim(Http2Stream stream, ReadOnlySpan<byte> bytes)
    {
    }

    protected internal override void OnData(Http2Stream stream, in ReadOnlySequence<byte> content)
    {
        if (Role == Http2Role.Server)
        {
            SendData(stream, content, endStream: false);
        }

        Consumed(stream, (int)content.Length);
    }

    protected internal override void OnTrailers(Http2Stream stream, ReadOnlySpan<byte> bytes, Http1Head trailers)
    {
    }

    protected internal override void OnEnd(Http2Stream stream)
    {
        if (Role == Http2Role.Server)
        {
            SendData(stream, default(ReadOnlySpan<byte>), endStream: true);
        }
        else
        {
            Answers++;
        }
    }

    protected internal override void OnReset(Http2Stream stream, Http2ErrorCode code, bool byPeer) => Assert.Fail("no resets here");

    protected internal override void OnWindow(Http2Stream stream)
    {
    }

    protected internal override void OnClosed(Http2Stream stream) => pool.Push((TestStream)stream);

    TestStream Rent() => pool.TryPop(out var stream) ? stream : new TestStream();
}
