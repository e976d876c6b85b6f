using System.Buffers;
using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Testing.InMemory;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Http2.Harness;

/// <summary>
/// One end of an HTTP/2 connection in a test's hands: says heads and content at once and keeps what it hears. It plays by the rules; for what does not,
/// there is <see cref="Frames"/>.
/// </summary>
sealed class Http2Peer : Http2Session
{
    readonly InMemoryNetwork network;
    readonly InMemoryConnection connection;
    readonly Queue<Http2PeerStream> accepted = new();
    readonly List<(int LastStream, Http2ErrorCode Code)> goAways = [];
    Task flush = Task.CompletedTask;
    TaskCompletionSource? wake;
    bool isDeaf;

    public Http2Peer(InMemoryNetwork network, InMemoryConnection connection, Http2Role role, Http2Options? options = null)
        : base(role, options ?? Http2Options.Default, new Http2Shared(Http2Limits.Default), connection.Output)
    {
        this.network = network;
        this.connection = connection;
        Start();
        Flush();
        _ = ListenAsync();
    }

    /// <summary>How the other side ended its direction; Open: it has not.</summary>
    public ConnectionEnd End { get; private set; }

    /// <summary>Every GOAWAY heard.</summary>
    public IReadOnlyList<(int LastStream, Http2ErrorCode Code)> GoAways => goAways;

    /// <summary>Streams since the connection began.</summary>
    public List<Http2PeerStream> Streams { get; } = [];

    /// <summary>While true, content heard is held: no window is given back.</summary>
    public bool HoldsContent { get; set; }

    /// <summary>While true, nothing is read from the connection.</summary>
    public bool IsDeaf
    {
        get => isDeaf;
        set
        {
            isDeaf = value;
            if (!value)
            {
                wake?.TrySetResult();
                network.RunUntilIdle();
            }
        }
    }

    /// <summary>Client: a request. Fields are "name: value", with '!' before the name for never-indexed ones and pseudo-fields in place of the usual.</summary>
    public Http2PeerStream Opens(string line, bool end, params string[] fields)
    {
        Assert.True(CanOpenStream, "The connection takes no more streams.");
        var stream = new Http2PeerStream(this);
        var writer = BeginRequest(stream);
        var parts = line.Split(' ');
        WritePseudo(ref writer, fields, ":method", parts[0]);
        WritePseudo(ref writer, fields, ":scheme", "http");
        WritePseudo(ref writer, fields, ":authority", "a");
        WritePseudo(ref writer, fields, ":path", parts[1]);
        Write(ref writer, fields);
        EndHead(ref writer, end);
        Streams.Add(stream);
        Speak();
        return stream;
    }

    /// <summary>Server: the oldest request that the test has not seen.</summary>
    public Http2PeerStream Accepts()
    {
        network.RunUntilIdle();
        return accepted.Dequeue();
    }

    public bool HasMore => accepted.Count > 0;

    /// <summary>GOAWAY in two steps, as a server that drains.</summary>
    public void Drains()
    {
        Drain();
        Speak();
    }

    /// <summary>GOAWAY at once; RST of nothing: the connection is closed behind it.</summary>
    public void Quits(Http2ErrorCode code)
    {
        Shutdown(code, "test");
        Speak();
        Closes();
    }

    public void Closes()
    {
        connection.Close();
        network.RunUntilIdle();
    }

    public void ResetsConnection()
    {
        connection.Abort();
        network.RunUntilIdle();
    }

    /// <summary>Bytes as they are, behind whatever was said.</summary>
    public void SaysRaw(params byte[][] frames)
    {
        foreach (var frame in frames)
        {
            connection.Output.Write(frame);
        }

        Speak();
    }

    /// <summary>What was written goes out, and everybody acts on it.</summary>
    public void Speak()
    {
        Pump();
        Flush();
        network.RunUntilIdle();
    }

    internal void WriteHead(Http2PeerStream stream, int status, bool end, string[] fields)
    {
        var writer = BeginHead(stream);
        writer.Write(":status"u8, Encoding.ASCII.GetBytes($"{status}"));
        Write(ref writer, fields);
        EndHead(ref writer, end);
        Speak();
    }

    internal void WriteTrailers(Http2PeerStream stream, string[] fields)
    {
        var writer = BeginHead(stream);
        Write(ref writer, fields);
        EndTrailers(ref writer);
        Speak();
    }

    protected override Http2Stream? RentStream(int streamId)
    {
        var stream = new Http2PeerStream(this);
        Streams.Add(stream);
        return stream;
    }

    protected override void OnHead(Http2Stream stream, ReadOnlySpan<byte> bytes, bool endStream)
    {
        var peer = (Http2PeerStream)stream;
        peer.HearHead(bytes);
        if (Role == Http2Role.Server)
        {
            accepted.Enqueue(peer);
        }
    }

    protected override void OnInterim(Http2Stream stream, ReadOnlySpan<byte> bytes) =>
        ((Http2PeerStream)stream).Interims.Add(Encoding.Latin1.GetString(bytes));

    protected override void OnData(Http2Stream stream, in ReadOnlySequence<byte> content)
    {
        var peer = (Http2PeerStream)stream;
        peer.HearContent(content);
        if (!HoldsContent && !peer.HoldsContent)
        {
            Consumed(stream, (int)content.Length);
        }
    }

    protected override void OnTrailers(Http2Stream stream, ReadOnlySpan<byte> bytes, Http1Head trailers) =>
        ((Http2PeerStream)stream).HearTrailers(bytes, trailers);

    protected override void OnEnd(Http2Stream stream) => ((Http2PeerStream)stream).IsWhole = true;

    protected override void OnReset(Http2Stream stream, Http2ErrorCode code, bool byPeer) => ((Http2PeerStream)stream).ResetBy = code;

    protected override void OnWindow(Http2Stream stream) => ((Http2PeerStream)stream).SendMore();

    protected override void OnClosed(Http2Stream stream)
    {
    }

    protected override void OnGoAway(int lastStreamId, Http2ErrorCode code) => goAways.Add((lastStreamId, code));

    static void WritePseudo(ref Http2FieldWriter writer, string[] fields, string name, string usual)
    {
        var own = fields.FirstOrDefault(field => field.StartsWith(name + ":", StringComparison.Ordinal));
        var value = own is null ? usual : own[(name.Length + 1)..].Trim();
        if (value.Length > 0)
        {
            writer.Write(Encoding.ASCII.GetBytes(name), Encoding.Latin1.GetBytes(value));
        }
    }

    static void Write(ref Http2FieldWriter writer, string[] fields)
    {
        foreach (var field in fields)
        {
            var isNeverIndexed = field[0] == '!';
            var text = isNeverIndexed ? field[1..] : field;
            var colon = text.IndexOf(':', 1);
            if (text[0] != ':' || text[..colon] == ":protocol")
            {
                writer.Write(Encoding.Latin1.GetBytes(text[..colon]), Encoding.Latin1.GetBytes(text[(colon + 1)..].Trim()), isNeverIndexed);
            }
        }
    }

    void Flush()
    {
        Flushed();
        if (flush.IsCompleted && connection.OutputEnd == ConnectionEnd.Open)
        {
            flush = connection.Output.FlushAsync().AsTask();
        }
    }

    async Task ListenAsync()
    {
        while (End == ConnectionEnd.Open)
        {
            if (isDeaf)
            {
                wake = new TaskCompletionSource();
                await wake.Task;
            }

            var read = await connection.Input.ReadAsync();
            NowMilliseconds = (long)network.Time.Elapsed.TotalMilliseconds;
            Receive(read.Buffer, out var consumed);
            connection.Input.AdvanceTo(consumed, read.Buffer.End);
            Flush();
            if (read.IsCompleted)
            {
                End = connection.InputEnd;
                Terminate(Http2ErrorCode.NoError, "");
            }
        }
    }
}
