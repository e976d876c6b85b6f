using System.Globalization;

namespace Mesh.Proxy.Tests.Http2.Harness;

/// <summary>A side that speaks HTTP/2: one stream.</summary>
sealed class Http2Side(Http2Peer peer, Http2PeerStream stream) : Side
{
    public Http2Peer Peer => peer;

    public Http2PeerStream Stream => stream;

    public override string Head => stream.HeadText;

    public override IReadOnlyList<string> Interims => stream.Interims;

    public override string Body => stream.Body;

    public override string Trailers => stream.Trailers;

    public override bool IsWhole => stream.IsWhole;

    public override string Reset => stream.ResetBy?.ToString() ?? "";

    public override void Sends(string content) => stream.Sends(content);

    public override void Ends(params string[] trailers)
    {
        if (trailers.Length > 0)
        {
            stream.Trails(trailers);
        }
        else
        {
            stream.Sends("", end: true);
        }
    }

    public override void Resets() => stream.Resets();

    public override void AnswersInterim(int status, params string[] fields) => stream.Answers(status, end: false, fields);

    public override void Answers(int status, long length, params string[] fields) =>
        stream.Answers(status, end: false, length < 0 ? fields : [string.Create(CultureInfo.InvariantCulture, $"content-length: {length}"), .. fields]);
}
