using Mesh.Protocols.Http2;
using static Mesh.Protocols.Http2.Http2Malformed;

namespace Mesh.Protocols.Tests.Http2;

/// <summary>Messages of RFC 9113 sections 8.1 to 8.3 and 8.5 that are malformed, each with its reason. \r, \n, \0, \t, \s and \c are bytes.</summary>
public sealed class Http2MalformedTests
{
    const string Get = ":method: GET\n:scheme: http\n:authority: a.b\n:path: /\n";
    const string Post = ":method: POST\n:scheme: http\n:authority: a.b\n:path: /\n";
    const string Connect = ":method: CONNECT\n:authority: a.b:443\n";
    const string WebSocket = ":method: CONNECT\n:protocol: websocket\n:scheme: https\n:authority: a.b\n:path: /\n";
    const string Ok = ":status: 200\n";

    /// <summary>With END_STREAM.</summary>
    public static TheoryData<string, Http2Malformed> Requests => new()
    {
        // 8.2.1: names and values
        { Get + "Upper: x\n", UppercaseFieldName },
        { Get + "x-uppeR: x\n", UppercaseFieldName },
        { Get + "Content-Length: 0\n", UppercaseFieldName },
        { Get + "x y: x\n", InvalidFieldName },
        { Get + "x\\s: x\n", InvalidFieldName },
        { Get + "\\sx: x\n", InvalidFieldName },
        { Get + "x\\t: x\n", InvalidFieldName },
        { Get + "x\\cy: x\n", InvalidFieldName },
        { Get + "x\\c: x\n", InvalidFieldName },
        { Get + "x\\r: x\n", InvalidFieldName },
        { Get + "x\\n: x\n", InvalidFieldName },
        { Get + "x\\r\\nhost: x\n", InvalidFieldName },
        { Get + "x\\0: x\n", InvalidFieldName },
        { Get + "x\\x7f: x\n", InvalidFieldName },
        { Get + "x\\x80: x\n", InvalidFieldName },
        { Get + "x(y): x\n", InvalidFieldName },
        { Get + "x\"y: x\n", InvalidFieldName },
        { Get + "x: a\\rb\n", InvalidFieldValue },
        { Get + "x: a\\nb\n", InvalidFieldValue },
        { Get + "x: a\\r\\nhost: evil\n", InvalidFieldValue },
        { Get + "x: a\\r\\n\\r\\nGET / HTTP/1.1\n", InvalidFieldValue },
        { Get + "x: a\\0b\n", InvalidFieldValue },
        { Get + "x: a\\x7fb\n", InvalidFieldValue },
        { Get + "x: \\r\n", InvalidFieldValue },
        { Get + "cookie: a\\nb\n", InvalidFieldValue },
        { Get + "x: \\sa\n", SpaceAroundFieldValue },
        { Get + "x: a\\s\n", SpaceAroundFieldValue },
        { Get + "x: \\ta\n", SpaceAroundFieldValue },
        { Get + "x: a\\t\n", SpaceAroundFieldValue },
        { Get + "x: \\s\n", SpaceAroundFieldValue },
        { Get + "cookie: a\\s\n", SpaceAroundFieldValue },

        // 8.2.2: connection-specific fields
        { Get + "connection: close\n", ConnectionSpecificField },
        { Get + "connection: x-hop\n", ConnectionSpecificField },
        { Get + "keep-alive: timeout=5\n", ConnectionSpecificField },
        { Get + "proxy-connection: keep-alive\n", ConnectionSpecificField },
        { Get + "transfer-encoding: chunked\n", ConnectionSpecificField },
        { Get + "transfer-encoding: identity\n", ConnectionSpecificField },
        { Get + "upgrade: h2c\n", ConnectionSpecificField },
        { WebSocket + "upgrade: websocket\n", ConnectionSpecificField },
        { Get + "te: gzip\n", InvalidTe },
        { Get + "te: trailers, gzip\n", InvalidTe },
        { Get + "te:\n", InvalidTe },

        // 8.3: pseudo-fields
        { Get + ":unknown: x\n", UnknownPseudoField },
        { Get + ":: x\n", UnknownPseudoField },
        { Get + ":Path: x\n", UnknownPseudoField },
        { Get + ":status: 200\n", UnknownPseudoField },
        { ":status: 200\n", UnknownPseudoField },
        { Get + ":method: GET\n", DuplicatePseudoField },
        { Get + ":path: /\n", DuplicatePseudoField },
        { Get + ":scheme: http\n", DuplicatePseudoField },
        { Get + ":authority: a.b\n", DuplicatePseudoField },
        { WebSocket + ":protocol: websocket\n", DuplicatePseudoField },
        { Get + "x: y\n:path: /\n", LatePseudoField },
        { ":method: GET\n:scheme: http\n:path: /\nx: y\n:authority: a\n", LatePseudoField },
        { Get + "x: y\n:unknown: /\n", LatePseudoField },

        // 8.3.1: what a request needs
        { "x: y\n", MissingMethod },
        { ":scheme: http\n:authority: a\n:path: /\n", MissingMethod },
        { "", MissingMethod },
        { ":method: GET\n:authority: a\n:path: /\n", MissingScheme },
        { ":method: GET\n:scheme: http\n:authority: a\n", MissingPath },
        { ":method: GET\n:scheme: http\n:path: /\n", MissingAuthority },
        { ":method: GET\n:scheme: http\n:path: /\nx: y\n", MissingAuthority },
        { Get.Replace("GET", ""), InvalidMethod },
        { Get.Replace("GET", "G T"), InvalidMethod },
        { Get.Replace("GET", "GET / HTTP/1.1\\r\\nx: y\\r\\n"), InvalidMethod },
        { Get.Replace("GET", "GET\\r"), InvalidMethod },
        { Get.Replace("GET", new string('M', 33)), InvalidMethod },
        { Get.Replace("http", "ftp"), InvalidScheme },
        { Get.Replace("http", ""), InvalidScheme },
        { Get.Replace("http", "https\\r\\nx: y"), InvalidScheme },
        { Get.Replace(": /\n", ":\n"), InvalidPath },
        { Get.Replace(": /\n", ": x\n"), InvalidPath },
        { Get.Replace(": /\n", ": *\n"), InvalidPath },
        { Get.Replace(": /\n", ": **\n"), InvalidPath },
        { Get.Replace(": /\n", ": ?x=/\n"), InvalidPath },
        { Get.Replace(": /\n", ": http://a.b/\n"), InvalidPath },
        { Get.Replace(": /\n", ": /#fragment\n"), InvalidPath },
        { Get.Replace(": /\n", ": /a b\n"), InvalidPath },
        { Get.Replace(": /\n", ": / HTTP/1.1\\r\\nx: y\n"), InvalidPath },
        { Get.Replace(": /\n", ": /\\n\n"), InvalidPath },
        { Get.Replace(": /\n", ": /\\0\n"), InvalidPath },
        { Get.Replace(": /\n", ": /\\x80\n"), InvalidPath },
        { Get.Replace(": /\n", ": /\\s\n"), InvalidPath },
        { Get.Replace("a.b", ""), InvalidAuthority },
        { Get.Replace("a.b", "a b"), InvalidAuthority },
        { Get.Replace("a.b", "a,b"), InvalidAuthority },
        { Get.Replace("a.b", "a/b"), InvalidAuthority },
        { Get.Replace("a.b", "a:99999"), InvalidAuthority },
        { Get.Replace("a.b", "a\\r\\nx: y"), InvalidAuthority },
        { Get.Replace("a.b", "[::1"), InvalidAuthority },
        { Get.Replace("a.b", "user@a.b"), UserInfo },
        { Get.Replace(":authority: a.b\n", "") + "host: u@a\n", UserInfo },
        { Get.Replace(":authority: a.b\n", "") + "host:\n", InvalidHost },
        { Get.Replace(":authority: a.b\n", "") + "host: a b\n", InvalidHost },
        { Get + "host: a,b\n", InvalidHost },
        { Get + "host: a.b\nhost: a.b\n", DuplicateHost },
        { Get.Replace(":authority: a.b\n", "") + "host: a\nhost: a\n", DuplicateHost },
        { Get + "host: c.d\n", HostMismatch },
        { Get + "host: a.b:80\n", HostMismatch },
        { Get + "expect: 200-ok\n", UnsupportedExpectation },

        // 8.5: CONNECT, and RFC 8441
        { Connect + ":path: /\n", ConnectWithSchemeOrPath },
        { Connect + ":scheme: https\n", ConnectWithSchemeOrPath },
        { ":method: CONNECT\n:scheme: https\n:authority: a:443\n:path: /\n", ConnectWithSchemeOrPath },
        { ":method: CONNECT\n", MissingAuthority },
        { ":method: CONNECT\nhost: a:443\n", MissingAuthority },
        { ":method: CONNECT\n:authority: a\n", InvalidAuthority },
        { ":method: CONNECT\n:authority: a:\n", InvalidAuthority },
        { Get + ":protocol: websocket\n", ProtocolWithoutConnect },
        { WebSocket.Replace("websocket", "h2c"), UnsupportedProtocol },
        { WebSocket.Replace("websocket", "websocket, h2c"), UnsupportedProtocol },
        { WebSocket.Replace("websocket", ""), UnsupportedProtocol },
        { WebSocket.Replace(":path: /\n", ""), MissingPath },
        { WebSocket.Replace(":scheme: https\n", ""), MissingScheme },
        { WebSocket.Replace(":authority: a.b\n", ""), MissingAuthority },
        { WebSocket.Replace(": /\n", ": *\n"), InvalidPath },

        // 8.1.1: content-length
        { Post + "content-length: 5\n", ContentLengthMismatch },
        { Post + "content-length: 0\ncontent-length: 0\n", DuplicateContentLength },
        { Post + "content-length: 0\ncontent-length: 1\n", DuplicateContentLength },
        { Post + "content-length:\n", InvalidContentLength },
        { Post + "content-length: -1\n", InvalidContentLength },
        { Post + "content-length: +1\n", InvalidContentLength },
        { Post + "content-length: 0x1\n", InvalidContentLength },
        { Post + "content-length: 1, 1\n", InvalidContentLength },
        { Post + "content-length: 1.0\n", InvalidContentLength },
        { Post + "content-length: \\s1\n", InvalidContentLength },
        { Post + "content-length: 9223372036854775808\n", InvalidContentLength },
        { Post + "content-length: 18446744073709551617\n", InvalidContentLength },
    };

    /// <summary>Without END_STREAM.</summary>
    public static TheoryData<string, Http2Malformed> RequestsWithBody => new()
    {
        { Get.Replace("GET", "TRACE"), BodyNotAllowed },
        { Connect + "content-length: 1\n", BodyNotAllowed },
        { WebSocket + "content-length: 1\n", BodyNotAllowed },
        { Post + "content-length: a\n", InvalidContentLength },
        { Post + "transfer-encoding: chunked\ncontent-length: 1\n", ConnectionSpecificField },
    };

    public static TheoryData<string, bool, Http2Malformed> Responses => new()
    {
        { "", true, MissingStatus },
        { "server: x\n", true, MissingStatus },
        { "server: x\n:status: 200\n", true, MissingStatus },
        { ":status: 200\n:status: 200\n", true, DuplicatePseudoField },
        { Ok + "x: y\n:status: 200\n", true, LatePseudoField },
        { Ok + ":path: /\n", true, UnknownPseudoField },
        { ":method: GET\n", true, UnknownPseudoField },
        { Ok + ":reason: OK\n", true, UnknownPseudoField },
        { ":status:\n", true, InvalidStatus },
        { ":status: 20\n", true, InvalidStatus },
        { ":status: 2000\n", true, InvalidStatus },
        { ":status: 099\n", true, InvalidStatus },
        { ":status: 2x0\n", true, InvalidStatus },
        { ":status: +20\n", true, InvalidStatus },
        { ":status: 200 OK\n", true, InvalidStatus },
        { ":status: 200\\r\\nx\n", true, InvalidStatus },
        { ":status: 101\n", false, SwitchingProtocols },
        { ":status: 101\nupgrade: websocket\n", false, SwitchingProtocols },
        { ":status: 100\n", true, InterimEndsStream },
        { ":status: 103\nlink: x\n", true, InterimEndsStream },
        { ":status: 100\ncontent-length: 1\n", false, BodyNotAllowed },
        { ":status: 204\ncontent-length: 1\n", true, BodyNotAllowed },
        { ":status: 204\ncontent-length: 1\n", false, BodyNotAllowed },
        { Ok + "content-length: 1\n", true, ContentLengthMismatch },
        { Ok + "content-length: 1\ncontent-length: 1\n", false, DuplicateContentLength },
        { Ok + "content-length: x\n", false, InvalidContentLength },
        { Ok + "connection: close\n", true, ConnectionSpecificField },
        { Ok + "transfer-encoding: chunked\n", false, ConnectionSpecificField },
        { Ok + "keep-alive: x\n", true, ConnectionSpecificField },
        { Ok + "proxy-connection: x\n", true, ConnectionSpecificField },
        { Ok + "upgrade: h2c\n", true, ConnectionSpecificField },
        { Ok + "te: trailers\n", true, ConnectionSpecificField },
        { Ok + "Server: x\n", true, UppercaseFieldName },
        { Ok + "x y: x\n", true, InvalidFieldName },
        { Ok + "x: a\\r\\nset-cookie: b\n", true, InvalidFieldValue },
        { Ok + "host: a\\nb\n", true, InvalidFieldValue },
        { Ok + "expect: a\\s\n", true, SpaceAroundFieldValue },
    };

    public static TheoryData<string, Http2Malformed> Trailers => new()
    {
        { ":status: 200\n", PseudoFieldInTrailers },
        { "x: y\n:path: /\n", PseudoFieldInTrailers },
        { ":x: y\n", PseudoFieldInTrailers },
        { "content-length: 1\n", ForbiddenTrailer },
        { "transfer-encoding: chunked\n", ForbiddenTrailer },
        { "host: a\n", ForbiddenTrailer },
        { "connection: close\n", ForbiddenTrailer },
        { "te: trailers\n", ForbiddenTrailer },
        { "cookie: a\n", ForbiddenTrailer },
        { "authorization: a\n", ForbiddenTrailer },
        { "X-Upper: a\n", UppercaseFieldName },
        { "x: a\\nb\n", InvalidFieldValue },
        { "x: a\\s\n", SpaceAroundFieldValue },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_is_refused(string fields, Http2Malformed reason)
    {
        var reading = new Http2Reading();
        Assert.Equal((Http2HeadStatus.Malformed, reason), (reading.Request(Http2Reading.Parse(fields)), reading.Reason));
    }

    [Theory]
    [MemberData(nameof(RequestsWithBody))]
    public void A_request_with_a_body_is_refused(string fields, Http2Malformed reason)
    {
        var reading = new Http2Reading();
        Assert.Equal((Http2HeadStatus.Malformed, reason), (reading.Request(Http2Reading.Parse(fields), endStream: false), reading.Reason));
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_response_is_refused(string fields, bool endStream, Http2Malformed reason)
    {
        var reading = new Http2Reading();
        Assert.Equal((Http2HeadStatus.Malformed, reason), (reading.Response(Http2Reading.Parse(fields), endStream), reading.Reason));
    }

    [Theory]
    [MemberData(nameof(Trailers))]
    public void Trailers_are_refused(string fields, Http2Malformed reason)
    {
        var reading = new Http2Reading();
        Assert.Equal((Http2HeadStatus.Malformed, reason), (reading.Trailers(Http2Reading.Parse(fields)), reading.Reason));
    }

    /// <summary>The same from the dynamic table, where what a value is was found out when it came in.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_from_the_table_is_refused(string fields, Http2Malformed reason)
    {
        var reading = new Http2Reading();
        var lines = Http2Reading.Parse(fields);
        reading.Request(Http2Reading.BlockOf(lines, pattern: 0x40));
        byte[] indexed = [.. Enumerable.Range(0, lines.Length).Select(i => (byte)(0x80 + 61 + lines.Length - i))];
        Assert.Equal((Http2HeadStatus.Malformed, reason), (reading.Request(indexed), reading.Reason));
    }

    /// <summary>A field of no name cannot be written as a line of text.</summary>
    [Fact]
    public void An_empty_name_is_refused()
    {
        var reading = new Http2Reading();
        Assert.Equal(Http2HeadStatus.Malformed, reading.Request([.. Http2Reading.Parse(Get), ("", "x")]));
        Assert.Equal(EmptyFieldName, reading.Reason);
        Assert.Equal(Http2HeadStatus.Malformed, reading.Trailers([("", "")]));
        Assert.Equal(EmptyFieldName, reading.Reason);
    }

    [Fact]
    public void Without_the_setting_an_extended_connect_is_unknown()
    {
        var reading = new Http2Reading(new Http2Limits { AllowsExtendedConnect = false });
        Assert.Equal(Http2HeadStatus.Malformed, reading.Request(Http2Reading.Parse(WebSocket)));
        Assert.Equal(UnknownPseudoField, reading.Reason);
    }

    [Fact]
    public void Every_reason_but_the_limits_and_those_shown_alone_has_a_message_that_shows_it()
    {
        HashSet<Http2Malformed> shown =
        [
            .. Requests.Select(r => r.Data.Item2), .. RequestsWithBody.Select(r => r.Data.Item2), .. Responses.Select(r => r.Data.Item3),
            .. Trailers.Select(r => r.Data.Item2), EmptyFieldName,
        ];

        Assert.Equal([], Enum.GetValues<Http2Malformed>()
            .Where(r => Http2Malformations.ScopeOf(r) == Http2HeadStatus.Malformed && !shown.Contains(r)));
        Assert.True(Requests.Count + RequestsWithBody.Count + Responses.Count + Trailers.Count >= 150);
    }
}
