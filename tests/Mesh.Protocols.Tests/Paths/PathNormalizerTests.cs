using System.Text;
using Mesh.Protocols.Paths;

namespace Mesh.Protocols.Tests.Paths;

public sealed class PathNormalizerTests
{
    [Theory]
    [InlineData("/a/../b")]
    [InlineData("/a//b")]
    [InlineData("/a%2fb/%41|\\")]
    [InlineData("../%2Fa../b")]
    public void None_leaves_everything_as_it_came(string path)
    {
        Assert.Equal(path, Normalized.Of(path, PathNormalization.None));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("?q")]
    [InlineData("/xyz")]
    [InlineData("/x/y/z")]
    [InlineData("/A/B/C")]
    [InlineData("/.well-known/a.b/..c/c../...")]
    [InlineData("/%c0%af")]
    [InlineData("/%5c%25")]
    [InlineData("/a/%2F%2f/c")]
    [InlineData("/a%2f../b")]
    [InlineData("/a%20b%2")]
    [InlineData("/%")]
    [InlineData("/100%/x")]
    [InlineData("/%252e%252e/")]
    [InlineData("/a!$&'()*+,;=:@[]~b-c_d")]
    [InlineData("/a;v=1/b")]
    [InlineData("/helloworld.Greeter/SayHello")]
    [InlineData("/a?../%41//\\|b?")]
    [InlineData("//a//")]
    public void Base_leaves_normal_paths(string path)
    {
        Assert.Equal(path, Normalized.Of(path, PathNormalization.Base));
    }

    [Theory]
    [InlineData("/a/../b", "/b")]
    [InlineData("\\da", "/da")]
    [InlineData("/some\\data", "/some/data")]
    [InlineData("/public/./data/abc/../xyz", "/public/data/xyz")]
    [InlineData("/some%2Fdata/%61%62%63", "/some%2Fdata/abc")]
    [InlineData("/%2d%30%39%41%5A%5f%61%7a%7E", "/-09AZ_az~")]
    [InlineData("/a/b/../c", "/a/c")]
    [InlineData("/a/b/./c", "/a/b/c")]
    [InlineData("/a/b/../../../../c", "/c")]
    [InlineData("/a/..\\c", "/c")]
    [InlineData("/a/b/%2E%2E/c", "/a/c")]
    [InlineData("/a/b/%2e./c", "/a/c")]
    [InlineData("/a/b/.%2e/c", "/a/c")]
    [InlineData("/a/b/%2E/c", "/a/b/c")]
    [InlineData("/../a/b", "/a/b")]
    [InlineData("/./a/b", "/a/b")]
    [InlineData("/..", "/")]
    [InlineData("/.", "/")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/b/.", "/a/b/")]
    [InlineData("/a//../b", "/a/b")]
    [InlineData("//../a", "/a")]
    [InlineData("/a/..?b=../c", "/?b=../c")]
    [InlineData("/xyz/..;foo=bar/abc", "/abc")]
    [InlineData("/..;foo=bar/abc", "/abc")]
    [InlineData("/xyz/..;foo=bar", "/")]
    [InlineData("/xyz/.;a/b", "/xyz/b")]
    [InlineData("/xyz/%2e%2e;a/b", "/b")]
    [InlineData("/a b\"<>^`{|}\u00e9\t", "/a%20b%22%3C%3E%5E%60%7B%7C%7D%E9%09")]
    public void Base_follows_rfc_3986_as_envoy_does(string path, string expected)
    {
        Assert.Equal(expected, Normalized.Of(path, PathNormalization.Base));
    }

    /// <summary>Decoding happens once: no escape comes about that the next hop would decode.</summary>
    [Theory]
    [InlineData("/%%32e%%32e/", "/%252e%252e/")]
    [InlineData("/%2%65", "/%252e")]
    [InlineData("/%%34%31", "/%2541")]
    [InlineData("/%%341", "/%2541")]
    [InlineData("/%%30g", "/%0g")]
    [InlineData("/%%41", "/%A")]
    [InlineData("/%2541", "/%2541")]
    [InlineData("/%%300", "/%2500")]
    public void Nested_escapes_are_decoded_once(string path, string expected)
    {
        Assert.Equal(expected, Normalized.Of(path, PathNormalization.Base));
    }

    [Theory]
    [InlineData("/a//b", "/a/b")]
    [InlineData("/a//b/c/", "/a/b/c/")]
    [InlineData("//a/b/c", "/a/b/c")]
    [InlineData("/a/b/c//", "/a/b/c/")]
    [InlineData("/a////b/c", "/a/b/c")]
    [InlineData("/a//b?a=///c", "/a/b?a=///c")]
    [InlineData("/a//b?", "/a/b?")]
    [InlineData("//a/?b", "/a/?b")]
    [InlineData("/a\\\\b", "/a/b")]
    [InlineData("/a//../b", "/a/b")]
    [InlineData("/some//data///abc", "/some/data/abc")]
    [InlineData("//", "/")]
    [InlineData("/a%2fb", "/a%2fb")]
    [InlineData("/a%2f/b", "/a%2f/b")]
    public void Slashes_are_merged_after_that(string path, string expected)
    {
        Assert.Equal(expected, Normalized.Of(path, PathNormalization.MergeSlashes));
    }

    [Theory]
    [InlineData("/a%2fb", "/a/b")]
    [InlineData("/a%2f/b", "/a/b")]
    [InlineData("/some%2fdata/%61%62%63", "/some/data/abc")]
    [InlineData("/a%5Cb%5c%2F", "/a/b/")]
    [InlineData("/a%2f..%2fb", "/b")]
    [InlineData("/a%2f%2e%2e%5cb", "/b")]
    [InlineData("/a%252fb", "/a%252fb")]
    [InlineData("/a%2%66b", "/a%252fb")]
    [InlineData("/a%%2Fb", "/a%/b")]
    [InlineData("/a?b=%2f", "/a?b=%2f")]
    public void Encoded_slashes_are_decoded_before_that(string path, string expected)
    {
        Assert.Equal(expected, Normalized.Of(path, PathNormalization.DecodeAndMergeSlashes));
    }

    [Theory]
    [InlineData("/a#b", PathError.Fragment)]
    [InlineData("/a?b#c", PathError.Fragment)]
    [InlineData("#", PathError.Fragment)]
    [InlineData("/%41#", PathError.Fragment)]
    [InlineData("/%00", PathError.Null)]
    [InlineData("/\0", PathError.Null)]
    [InlineData("/xyz/.%00../abc", PathError.Null)]
    [InlineData("/xyz/%00.%00./abc", PathError.Null)]
    [InlineData("/xyz/AAAAA%%0000/abc", PathError.Null)]
    [InlineData("/%00/..", PathError.Null)]
    [InlineData("/..;%00/", PathError.Null)]
    [InlineData("a/b", PathError.Relative)]
    [InlineData("..", PathError.Relative)]
    [InlineData("%2fa", PathError.Relative)]
    public void Some_paths_are_rejected_in_every_mode_that_normalizes(string path, PathError expected)
    {
        Assert.Equal(expected.ToString(), Normalized.Of(path, PathNormalization.Base));
        Assert.Equal(expected.ToString(), Normalized.Of(path, PathNormalization.MergeSlashes));
        Assert.Equal(expected.ToString(), Normalized.Of(path, PathNormalization.DecodeAndMergeSlashes));
    }

    [Fact]
    public void A_fragment_is_rejected_even_without_normalization()
    {
        Assert.Equal(nameof(PathError.Fragment), Normalized.Of("/a#b", PathNormalization.None));
        Assert.Equal(nameof(PathError.Fragment), Normalized.Of("/a?#b", PathNormalization.None));
    }

    [Fact]
    public void A_destination_that_is_too_short_is_told()
    {
        foreach (var path in new[] { "/a/../b/c|d?query", "/abcdef/./g?query", "/%2%66?query" })
        {
            var whole = Normalized.Of(path, PathNormalization.Base).Length;
            for (var room = 0; room <= whole; room++)
            {
                var status = PathNormalizer.Normalize(Encoding.ASCII.GetBytes(path), PathNormalization.Base, new byte[room], out var written, out var error);
                Assert.Equal(room < whole ? (PathStatus.Rejected, PathError.TooLong, 0) : (PathStatus.Rewritten, PathError.None, whole), (status, error, written));
            }
        }
    }

    /// <summary>The vectors find what the table of single bytes says, wherever it stands.</summary>
    [Fact]
    public void Every_byte_is_judged_the_same_at_every_place()
    {
        for (var value = 0; value < 256; value++)
        {
            for (var at = 0; at < 40; at++)
            {
                var path = new byte[40];
                path.AsSpan().Fill((byte)'a');
                path[at] = (byte)value;
                Assert.Equal(PathBytes.IsPlain((byte)value) ? -1 : at, PathBytes.IndexOfSuspect(path, slashes: true));
            }
        }
    }

    [Fact]
    public void Pairs_are_found_at_every_place()
    {
        for (var length = 2; length < 40; length++)
        {
            for (var at = 0; at < length - 1; at++)
            {
                var path = new byte[length];
                path.AsSpan().Fill((byte)'a');
                path[at] = path[at + 1] = (byte)'/';
                Assert.Equal(at, PathBytes.IndexOfSuspect(path, slashes: true));
                Assert.Equal(-1, PathBytes.IndexOfSuspect(path, slashes: false));
                path[at + 1] = (byte)'.';
                Assert.Equal(at, PathBytes.IndexOfSuspect(path, slashes: true));
                Assert.Equal(at, PathBytes.IndexOfSuspect(path, slashes: false));
            }
        }
    }

    [Fact]
    public void Normalizing_allocates_nothing()
    {
        var destination = new byte[200];
        Allocations.AssertNone(() => Normalize("/api/v1/products/0?u=normal"u8) == PathStatus.Unchanged
            && Normalize("/a//b/../%2f%41|"u8) == PathStatus.Rewritten && Normalize("/a#"u8) == PathStatus.Rejected);

        PathStatus Normalize(ReadOnlySpan<byte> path) =>
            PathNormalizer.Normalize(path, PathNormalization.DecodeAndMergeSlashes, destination, out _, out _);
    }
}
