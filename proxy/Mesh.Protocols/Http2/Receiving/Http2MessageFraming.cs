using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Http2.Receiving;

/// <summary>What a head says about the content behind it (RFC 9113 section 8.1.1).</summary>
static class Http2MessageFraming
{
    /// <summary>Sets what is expected on the stream. False if head and END_STREAM contradict each other.</summary>
    public static bool TryApply(Http2Stream stream, Http2Role us, bool endStream)
    {
        var head = stream.Head;
        if (us == Http2Role.Client && head.StatusCode < 200)
        {
            return !endStream; // an interim head never ends a message
        }

        stream.HeadReceived = true;
        stream.IsConnect = us == Http2Role.Server
            ? head.Method == Http1Method.Connect || head.IsExtendedConnect
            : stream.IsConnect && head.StatusCode < 300;
        if (stream.IsConnect)
        {
            return true;
        }

        stream.Expected = ExpectedOf(head, us);
        return !endStream || stream.Expected <= 0;
    }

    static long ExpectedOf(Http1Head head, Http2Role us) => head.BodyKind switch
    {
        Http1BodyKind.None when us == Http2Role.Server => head.ContentLength, // of a request it counts even with END_STREAM
        Http1BodyKind.None => 0, // HEAD, 204, 304: their content-length announces nothing
        Http1BodyKind.ContentLength => head.ContentLength,
        _ => -1,
    };
}
