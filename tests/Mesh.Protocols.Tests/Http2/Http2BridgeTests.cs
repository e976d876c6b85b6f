using CsCheck;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Tests.Http1;

namespace Mesh.Protocols.Tests.Http2;

/// <summary>
/// The heart of it: of whatever is accepted, the bytes mean to an HTTP/1.1 reader exactly what the index says, so that nothing which is safe
/// in HTTP/2 becomes smuggling in HTTP/1 ("HTTP/2: The Sequel is Always Worse").
/// </summary>
public sealed class Http2BridgeTests
{
    const int Rounds = 20_000;

    static readonly string[] RegularNames =
    [
        "x", "host", "cookie", "content-length", "te", "expect", "user-agent", "set-cookie", "trailer", "date", "x-forwarded-for", "content-type", "transfer-encoding",
        "connection", "upgrade", "Host", "x y", "x:", "", "x\r\ny",
    ];

    static readonly string[] Values =
    [
        "", "a", "a.b", "a.b:80", "0", "5", "trailers", "100-continue", "a\tb", " a", "a ", "a\r\nhost: b", "\n", "\0", "a\xe9", "a,b", "GET", "/", "chunked", "x: y",
        "GET / HTTP/1.1", "close", ":", "=", "; ", "a; b",
    ];

    static readonly Gen<(string, string)> Plain =
        Gen.Select(Pick("x", "y", "cookie", "user-agent", "trailer"), Pick("", "a", "a.b", "a\tb", "a\xe9", "a,b", "x: y", ";", "a; b"));

    static readonly Gen<(string, string)> Regular = Gen.OneOf(
        Plain, Plain, Plain,
        Pick(("content-length", "5"), ("content-length", "0"), ("te", "trailers"), ("expect", "100-continue"), ("host", "a.b"), ("host", "a")),
        Gen.Select(Pick(RegularNames[..11]), Pick(Values)),
        Gen.Select(Pick(RegularNames), Pick(Values)),
        Gen.Select(Gen.Char["ab-x"].Array[1, 5].Select(c => new string(c)), Gen.Char[' ', '~'].Array[0, 12].Select(c => new string(c).Trim())));

    static readonly Gen<(string, string)[]> GoodPseudo = Gen.Select(
        Pick("GET", "POST", "OPTIONS", "CONNECT", "TRACE"), Pick("http", "https"), Pick("a.b", "a:80", "a"), Pick("/", "/a/b?c=d", "//x", "*"),
        Gen.Int[1, 20], Gen.Int[0, 20])
        .Select((method, scheme, authority, path, protocol, without) => Compose(method, scheme, authority, path, protocol, without));

    static readonly Gen<(string, string)[]> Pseudo = Gen.Select(
        Pick("GET", "POST", "OPTIONS", "CONNECT", "TRACE", "HEAD", "M-X", "G T", "", "GET\r\n"),
        Pick("http", "https", "HTTP", "ws", ""),
        Pick("a.b", "a.b:80", "a", "[::1]:1", "", "u@a", "a\r\nx: y", "a b"),
        Pick("/", "/a/b?c=d", "//x", "*", "", "x", "/ HTTP/1.1\r\nx: y", "/%20|{}", "/?", "/a?b?c"),
        Gen.Int[0, 20], Gen.Int[0, 5])
        .Select((method, scheme, authority, path, protocol, without) => Compose(method, scheme, authority, path, protocol, without));

    [Fact]
    public void A_request_that_is_accepted_is_the_same_to_an_HTTP_1_parser()
    {
        var accepted = 0;
        Gen.Select(Gen.OneOf(GoodPseudo, GoodPseudo, Pseudo), Regular.Array[0, 6], Gen.Bool).Sample(
            (pseudo, regular, endStream) =>
            {
                var reading = new Http2Reading();
                var status = reading.Request([.. pseudo, .. regular], endStream);
                Assert.Equal(status == Http2HeadStatus.Ok, reading.Reason == Http2Malformed.None);
                if (status == Http2HeadStatus.Ok)
                {
                    Interlocked.Increment(ref accepted);
                    AssertSameRequest(reading);
                    AssertSameFields(reading, pseudo, regular);
                }
            },
            iter: Rounds);
        Assert.True(accepted > Rounds / 50, $"{accepted} of {Rounds} accepted: the property was hardly tried");
    }

    [Fact]
    public void A_response_that_is_accepted_is_the_same_to_an_HTTP_1_parser()
    {
        var accepted = 0;
        Gen.Select(Pick("200", "204", "304", "100", "103", "101", "500", "999", "20", "200 OK\r\nx: y"), Regular.Array[0, 6], Gen.Bool, Gen.Bool).Sample(
            (code, regular, endStream, toHead) =>
            {
                var reading = new Http2Reading();
                if (reading.Response([(":status", code), .. regular], endStream, toHead) == Http2HeadStatus.Ok)
                {
                    Interlocked.Increment(ref accepted);
                    AssertSameResponse(reading, toHead ? Http1Method.Head : Http1Method.Get);
                    Assert.Equal(regular, reading.Fields);
                }
            },
            iter: Rounds);
        Assert.True(accepted > Rounds / 50, $"{accepted} of {Rounds} accepted: the property was hardly tried");
    }

    [Fact]
    public void Trailers_that_are_accepted_are_the_same_behind_a_last_chunk() => Regular.Array[0, 5].Sample(
        fields =>
        {
            var reading = new Http2Reading();
            if (reading.Trailers(fields) == Http2HeadStatus.Ok)
            {
                Assert.Equal(fields, reading.Fields);
                var outcome = Http1BodyFeed.EveryWay([.. "0\r\n"u8, .. reading.Bytes, .. "\r\n"u8]);
                Assert.Equal((Http1ParseStatus.Complete, Http1Error.None), (outcome.Status, outcome.Error));
            }
        },
        iter: Rounds / 4);

    /// <summary>Field blocks that are random from the first byte, and from behind a valid head.</summary>
    [Fact]
    public void Random_blocks_never_throw_and_never_smuggle()
    {
        byte[] head = [0x82, 0x84, 0x86, 0x41, 1, (byte)'a'];
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Bool, Gen.Bool).Sample(
            (noise, behindHead, endStream) =>
            {
                var reading = new Http2Reading();
                if (reading.Request(behindHead ? [.. head, .. noise] : noise, endStream) == Http2HeadStatus.Ok)
                {
                    AssertSameRequest(reading);
                }
            },
            iter: Rounds);
    }

    static void AssertSameRequest(Http2Reading reading)
    {
        var head = new Http1Head(Http1Limits.Default);
        var scanned = 0;
        Assert.Equal(Http1ParseStatus.Complete, Http1RequestParser.Parse(reading.Bytes, Http1Limits.Default, head, ref scanned, out var error));
        Assert.Equal(Http1Error.None, error);
        AssertSame(head, reading.Head);
        Assert.Equal((head.Method, head.MethodRange, head.Target, head.TargetForm), (reading.Head.Method, reading.Head.MethodRange, reading.Head.Target, reading.Head.TargetForm));
        Assert.Equal((head.PathAndQuery, head.Path, head.Authority, head.Host), (reading.Head.PathAndQuery, reading.Head.Path, reading.Head.Authority, reading.Head.Host));
        Assert.False(head.IsUpgrade);
        Assert.Equal(reading.Head.IsExtendedConnect, reading.Head.IsUpgrade);
        AssertNothingToSmuggle(reading);
    }

    static void AssertSameResponse(Http2Reading reading, Http1Method method)
    {
        var head = new Http1Head(Http1Limits.Default);
        var scanned = 0;
        Assert.Equal(Http1ParseStatus.Complete, Http1ResponseParser.Parse(reading.Bytes, Http1Limits.Default, head, method, ref scanned, out _));
        AssertSame(head, reading.Head);
        Assert.Equal((head.StatusCode, head.Reason), (reading.Head.StatusCode, reading.Head.Reason));
    }

    static void AssertSame(Http1Head expected, Http1Head actual)
    {
        // IsNeverIndexed is HPACK's: HTTP/1.1 has no word for it.
        Assert.Equal(expected.Fields.ToArray(), actual.Fields.ToArray().Select(f => f with { IsNeverIndexed = false }));
        Assert.Equal((expected.Length, expected.Start, expected.MinorVersion), (actual.Length, actual.Start, actual.MinorVersion));
        Assert.Equal((expected.ContentLength, expected.HasConnectionOptions), (actual.ContentLength, actual.HasConnectionOptions));
    }

    /// <summary>A reader that takes anything for a header sees one length at most, and no chunks.</summary>
    static void AssertNothingToSmuggle(Http2Reading reading)
    {
        var lenient = LenientReader.Read(reading.Bytes);
        Assert.Equal((reading.Head.Length, 0), (lenient.HeadLength, lenient.ChunkedClaims));
        Assert.True(lenient.Lengths.Count <= 1);
        Assert.Equal(reading.Head.ContentLength, lenient.Lengths.FirstOrDefault());
    }

    /// <summary>Nothing is lost, added or put in another order but what the form asks for.</summary>
    static void AssertSameFields(Http2Reading reading, (string Name, string Value)[] pseudo, (string Name, string Value)[] regular)
    {
        var crumbs = string.Join("; ", regular.Where(f => f is { Name: "cookie", Value.Length: > 0 }).Select(f => f.Value));
        var hasAuthority = pseudo.Any(f => f.Name == ":authority");
        var expected = regular.Where(f => !(f.Name == "host" && hasAuthority))
            .Where((f, i) => f.Name != "cookie" || regular.Where(g => !(g.Name == "host" && hasAuthority)).ToList().FindIndex(g => g.Name == "cookie") == i)
            .Select(f => f.Name == "cookie" ? ("cookie", crumbs) : f);
        Assert.Equal(expected, reading.Fields.Skip((hasAuthority ? 1 : 0) + (reading.Head.IsExtendedConnect ? 1 : 0)));
    }

    static (string, string)[] Compose(string method, string scheme, string authority, string path, int protocol, int without)
    {
        var isPlainConnect = method == "CONNECT" && protocol > 10;
        List<(string, string)> fields = [(":method", method), (":authority", authority)];
        if (!isPlainConnect)
        {
            fields.AddRange([(":scheme", scheme), (":path", path)]);
        }

        if (protocol == 0 || (method == "CONNECT" && !isPlainConnect))
        {
            fields.Add((":protocol", "websocket"));
        }

        if (without < fields.Count)
        {
            fields.RemoveAt(without);
        }

        return [.. fields];
    }

    static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
