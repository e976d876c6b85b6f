using System.Buffers;
using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>A session that writes down what it is told, one line each, and checks the order of what it is told.</summary>
sealed class TestSession : Http2Session
{
    readonly ArrayBufferWriter<byte> output;
    byte[] unconsumed = [];

    public TestSession(Http2Role role, Http2Options? options = null, Http2Limits? limits = null)
        : this(role, options ?? Http2Options.Default, new Http2Shared(limits ?? Http2Limits.Default), new ArrayBufferWriter<byte>())
    {
    }

    TestSession(Http2Role role, Http2Options options, Http2Shared shared, ArrayBufferWriter<byte> output)
        : base(role, options, shared, output)
    {
        this.output = output;
        Shared = shared;
    }

    public new Http2Shared Shared { get; }

    public List<string> Events { get; } = [];

    public Dictionary<int, TestStream> Open { get; } = [];

    /// <summary>Content is consumed in OnData.</summary>
    public bool Consumes { get; set; } = true;

    public bool Refuses { get; set; }

    /// <summary>Events are kept; long runs do without.</summary>
    public bool Records { get; set; } = true;

    public Action<TestStream>? WhenHead { get; set; }

    public Action<TestStream>? WhenEnd { get; set; }

    public Action<TestStream>? WhenData { get; set; }

    public Action<TestStream>? WhenWindow { get; set; }

    public Action<TestStream>? WhenClosed { get; set; }

    /// <summary>Takes what was written since the last time.</summary>
    public byte[] TakeOutput()
    {
        var bytes = output.WrittenSpan.ToArray();
        output.ResetWrittenCount();
        Flushed();
        return bytes;
    }

    public int OutputLength => output.WrittenCount;

    /// <summary>Takes it as text, one line for each frame.</summary>
    public string TakeFrames() => FrameText.Of(TakeOutput());

    /// <summary>Feeds bytes as one segment, behind what was not consumed before.</summary>
    public Http2SessionStatus Feed(params byte[][] frames) => FeedSegments([.. frames.SelectMany(f => f)], int.MaxValue);

    /// <summary>Feeds bytes at once, in segments of this size.</summary>
    public Http2SessionStatus FeedSegments(byte[] bytes, int size)
    {
        byte[] all = [.. unconsumed, .. bytes];
        var sequence = Http1.Segments.Of(all, Math.Clamp(size, 1, Math.Max(1, all.Length)));
        var status = Receive(sequence, out var consumed);
        unconsumed = sequence.Slice(consumed).ToArray();
        return status;
    }

    /// <summary>Feeds bytes in as many calls as there are pieces of this size.</summary>
    public void FeedPieces(byte[] bytes, int size)
    {
        for (var at = 0; at < bytes.Length && !IsEnded; at += size)
        {
            FeedSegments(bytes[at..Math.Min(bytes.Length, at + size)], int.MaxValue);
        }
    }

    /// <summary>The request with which most tests begin. Ends the stream unless told otherwise.</summary>
    public TestStream Request(bool endStream = true, string method = "GET")
    {
        var stream = new TestStream { IsRented = true };
        var fields = BeginRequest(stream);
        fields.Write(":method"u8, Encoding.ASCII.GetBytes(method));
        fields.Write(":scheme"u8, "http"u8);
        fields.Write(":authority"u8, "a"u8);
        fields.Write(":path"u8, "/"u8);
        EndHead(ref fields, endStream);
        Open[stream.Id] = stream;
        return stream;
    }

    public void Respond(Http2Stream stream, bool endStream, string status = "200")
    {
        var fields = BeginHead(stream);
        fields.Write(":status"u8, Encoding.ASCII.GetBytes(status));
        EndHead(ref fields, endStream);
    }

    /// <summary>Sends all there is to send, now and whenever there is window.</summary>
    public void SendAll(TestStream stream, byte[] data, bool endStream)
    {
        stream.ToSend = data;
        stream.EndsAfter = endStream;
        SendMore(stream);
    }

    public void SendMore(TestStream stream)
    {
        var hadRest = stream.ToSend.Length > 0 || stream.EndsAfter;
        var sent = SendData(stream, stream.ToSend, stream.EndsAfter);
        stream.EndsAfter &= sent < stream.ToSend.Length;
        stream.ToSend = hadRest ? stream.ToSend[sent..] : stream.ToSend;
    }

    protected internal override Http2Stream? RentStream(int streamId)
    {
        if (Refuses)
        {
            return null;
        }

        var stream = new TestStream { IsRented = true };
        Open.Add(streamId, stream);
        return stream;
    }

    protected internal override void OnHead(Http2Stream stream, ReadOnlySpan<byte> bytes, bool endStream)
    {
        Note(stream, $"head {Encoding.Latin1.GetString(bytes[..bytes.IndexOf("\r\n"u8)])}{(endStream ? " end" : "")}");
        WhenHead?.Invoke((TestStream)stream);
    }

    protected internal override void OnInterim(Http2Stream stream, ReadOnlySpan<byte> bytes) => Note(stream, $"interim {stream.Head.StatusCode}");

    protected internal override void OnData(Http2Stream stream, in ReadOnlySequence<byte> content)
    {
        var test = (TestStream)stream;
        Assert.True(content.Length > 0);
        test.BytesReceived += content.Length;
        NoteData(test, content);
        if (Consumes)
        {
            Consumed(stream, (int)content.Length);
        }

        WhenData?.Invoke(test);
    }

    protected internal override void OnTrailers(Http2Stream stream, ReadOnlySpan<byte> bytes, Http1Head trailers) =>
        Note(stream, $"trailers {Encoding.Latin1.GetString(bytes).TrimEnd().Replace("\r\n", ";", StringComparison.Ordinal)}");

    protected internal override void OnEnd(Http2Stream stream)
    {
        Note(stream, "end");
        WhenEnd?.Invoke((TestStream)stream);
    }

    protected internal override void OnReset(Http2Stream stream, Http2ErrorCode code, bool byPeer) =>
        Note(stream, $"reset {code}{(byPeer ? " by peer" : "")}");

    protected internal override void OnWindow(Http2Stream stream)
    {
        AssertRented(stream);
        WhenWindow?.Invoke((TestStream)stream);
        SendMore((TestStream)stream);
    }

    protected internal override void OnClosed(Http2Stream stream)
    {
        Note(stream, "closed");
        Assert.True(Open.Remove(stream.Id));
        ((TestStream)stream).IsRented = false;
        WhenClosed?.Invoke((TestStream)stream);
    }

    protected internal override void OnGoAway(int lastStreamId, Http2ErrorCode code) => Add($"goaway {lastStreamId} {code}");

    protected internal override void OnPingAck(uint token) => Add($"pong {token}");

    protected internal override void OnHeadTooLarge(Http2Stream stream, bool endStream)
    {
        Note(stream, "too large");
        base.OnHeadTooLarge(stream, endStream);
    }

    /// <summary>Content in as many pieces as may be is one line.</summary>
    void NoteData(TestStream stream, in ReadOnlySequence<byte> content)
    {
        AssertRented(stream);
        var text = $"{stream.Id} data ";
        if (Records && Events.Count > 0 && Events[^1].StartsWith(text, StringComparison.Ordinal))
        {
            Events[^1] += Encoding.Latin1.GetString(content);
        }
        else
        {
            Add(text + (Records ? Encoding.Latin1.GetString(content) : ""));
        }
    }

    void Note(Http2Stream stream, string what)
    {
        AssertRented(stream);
        Add($"{stream.Id} {what}");
    }

    void AssertRented(Http2Stream stream) => Assert.True(((TestStream)stream).IsRented, "a hook was called for a stream that was closed");

    void Add(string line)
    {
        if (Records)
        {
            Events.Add(line);
        }
    }
}
