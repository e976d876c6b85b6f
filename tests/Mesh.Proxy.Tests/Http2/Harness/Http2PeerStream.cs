using System.Buffers;
using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;

namespace Mesh.Proxy.Tests.Http2.Harness;

/// <summary>A stream of an <see cref="Http2Peer"/>: what was heard on it, and what is said.</summary>
sealed class Http2PeerStream(Http2Peer peer) : Http2Stream(new Http1Head(Http1Limits.Default))
{
    readonly StringBuilder body = new();
    byte[] toSend = [];
    bool endsAfter;
    string[]? trailersAfter;

    /// <summary>The head heard, in its HTTP/1 form; empty: none yet.</summary>
    public string HeadText { get; private set; } = "";

    public string StartLine => HeadText.Split("\r\n")[0];

    public int Status => HeadText.Length == 0 ? 0 : int.Parse(StartLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    public List<string> NeverIndexed { get; } = [];

    public List<string> Interims { get; } = [];

    public string Body => body.ToString();

    public long BodyBytes { get; private set; }

    public string Trailers { get; private set; } = "";

    /// <summary>END_STREAM was heard.</summary>
    public bool IsWhole { get; set; }

    /// <summary>The code of RST_STREAM; null: none.</summary>
    public Http2ErrorCode? ResetBy { get; set; }

    public bool HoldsContent { get; set; }

    /// <summary>Long bodies are counted only.</summary>
    public bool CountsOnly { get; set; }

    /// <summary>Content said and not yet let through by windows.</summary>
    public int Unsent => toSend.Length;

    public string? this[string name] => Values(name).FirstOrDefault();

    public IEnumerable<string> Values(string name) => HeadText.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim());

    public Http2PeerStream Answers(int status, bool end, params string[] fields)
    {
        peer.WriteHead(this, status, end, fields);
        return this;
    }

    public Http2PeerStream Sends(string content, bool end = false) => Sends(Encoding.Latin1.GetBytes(content), end);

    public Http2PeerStream Sends(byte[] content, bool end = false)
    {
        toSend = [.. toSend, .. content];
        endsAfter = end;
        SendMore();
        peer.Speak();
        return this;
    }

    /// <summary>Behind whatever content is still to go.</summary>
    public Http2PeerStream Trails(params string[] fields)
    {
        trailersAfter = fields;
        SendMore();
        peer.Speak();
        return this;
    }

    public Http2PeerStream Resets(Http2ErrorCode code = Http2ErrorCode.Cancel)
    {
        peer.Reset(this, code);
        peer.Speak();
        return this;
    }

    /// <summary>Lets go of content that was held.</summary>
    public void Takes(int count)
    {
        peer.Consumed(this, Math.Min(count, Unconsumed));
        peer.Speak();
    }

    internal void HearHead(ReadOnlySpan<byte> bytes)
    {
        HeadText = Encoding.Latin1.GetString(bytes);
        NoteNeverIndexed(bytes, Head);
    }

    internal void HearTrailers(ReadOnlySpan<byte> bytes, Http1Head index)
    {
        Trailers = Encoding.Latin1.GetString(bytes);
        NoteNeverIndexed(bytes, index);
    }

    void NoteNeverIndexed(ReadOnlySpan<byte> bytes, Http1Head index)
    {
        for (var i = 0; i < index.FieldCount; i++)
        {
            if (index[i].IsNeverIndexed)
            {
                NeverIndexed.Add(Encoding.Latin1.GetString(index[i].Name.Of(bytes)));
            }
        }
    }

    internal void HearContent(in ReadOnlySequence<byte> content)
    {
        BodyBytes += content.Length;
        if (!CountsOnly)
        {
            body.Append(Encoding.Latin1.GetString(content));
        }
    }

    internal void SendMore()
    {
        if (toSend.Length > 0)
        {
            var sent = peer.SendData(this, toSend, endsAfter);
            endsAfter &= sent < toSend.Length;
            toSend = toSend[sent..];
        }
        else if (endsAfter)
        {
            endsAfter = false;
            peer.SendData(this, ReadOnlySpan<byte>.Empty, endStream: true);
        }

        if (toSend.Length == 0 && trailersAfter is { } trailers)
        {
            trailersAfter = null;
            peer.WriteTrailers(this, trailers);
        }
    }
}
