using System.Globalization;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;

namespace Mesh.Proxy.Tests.Http2.Harness;

/// <summary>A side that speaks HTTP/1.1.</summary>
sealed class Http1Side(ScriptedPeer peer, bool toHead = false) : Side
{
    string heard = "";
    bool isChunked;

    public ScriptedPeer Peer => peer;

    public override string Head => Read().Head;

    public override IReadOnlyList<string> Interims => Read().Interims;

    public override string Body => Read().Body;

    public override string Trailers => Read().Trailers;

    public override bool IsWhole => Read().IsWhole;

    public override string Reset => peer.End == ConnectionEnd.Reset ? "reset" : "";

    /// <summary>Bytes behind the message.</summary>
    public string Rest => Read() is { IsWhole: true } message ? heard[message.Length..] : "";

    public override void Sends(string content)
    {
        if (content.Length > 0)
        {
            peer.Says(isChunked ? $"{content.Length:x}\r\n{content}\r\n" : content);
        }
    }

    public override void Ends(params string[] trailers)
    {
        if (isChunked)
        {
            peer.Says("0\r\n" + string.Concat(trailers.Select(line => line + "\r\n")) + "\r\n");
        }
    }

    public override void Resets() => peer.Resets();

    public override void AnswersInterim(int status, params string[] fields) => peer.Says($"HTTP/1.1 {status} Interim\r\n{Lines(fields)}\r\n");

    public override void Answers(int status, long length, params string[] fields) => SaysHead($"HTTP/1.1 {status} Answer", length, hasBody: true, fields);

    /// <param name="length">Content that follows; -1: chunks.</param>
    public void Asks(string line, long length, bool hasBody, params string[] fields) =>
        SaysHead($"{line} HTTP/1.1", length, hasBody, [.. fields.Any(IsHost) ? [] : (string[])["Host: a"], .. fields]);

    void SaysHead(string line, long length, bool hasBody, string[] fields)
    {
        isChunked = hasBody && length < 0;
        var framing = !hasBody ? "" : isChunked ? "Transfer-Encoding: chunked\r\n" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        peer.Says($"{line}\r\n{Lines(fields)}{framing}\r\n");
    }

    static string Lines(string[] fields) => string.Concat(fields.Select(line => line + "\r\n"));

    static bool IsHost(string field) => field.StartsWith("host:", StringComparison.OrdinalIgnoreCase);

    Http1Text Read()
    {
        heard += peer.Hears();
        return Http1Text.Parse(heard, toHead, peer.End == ConnectionEnd.Fin);
    }
}
