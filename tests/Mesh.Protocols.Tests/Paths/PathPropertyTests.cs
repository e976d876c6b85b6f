using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Mesh.Protocols.Paths;

namespace Mesh.Protocols.Tests.Paths;

public sealed partial class PathPropertyTests
{
    const int Rounds = 4000;

    static readonly PathNormalization[] Normalizing = [PathNormalization.Base, PathNormalization.MergeSlashes, PathNormalization.DecodeAndMergeSlashes];

    static readonly Gen<string> Path = Gen.Select(
        Pick.Of(
            "/", "/", "//", "\\", ".", "..", "/.", "/..", "%2e", "%2E", "%2f", "%5C", "%", "%2", "%25", "%41", "%66", "%65", "%32", "%30", "2", "e", "f",
            "5c", ";", ";x=1", "a", "abcdefghijklmnopq", "|", "\u00e9", "?", "*", "%c3%a9").Array[0, 10],
        words => "/" + string.Concat(words));

    static readonly Gen<string> Noise = Gen.Byte.Array[0, 60].Select(bytes => "/" + Encoding.Latin1.GetString(bytes));

    static readonly Gen<string> Anything = Gen.OneOf(Path, Path, Noise);

    [Fact]
    public void A_normalized_path_is_normal() =>
        Gen.Select(Anything, Pick.Of(Normalizing)).Sample(
            (path, mode) =>
            {
                var once = Normalized.Of(path, mode);
                Assert.True(!once.StartsWith('/') || once == Normalized.Of(once, mode), $"{path} -> {once} -> {Normalized.Of(once, mode)}");
            },
            iter: Rounds);

    [Fact]
    public void A_normalized_path_has_no_dot_segments_and_no_backslash() =>
        Gen.Select(Anything, Pick.Of(Normalizing)).Sample(
            (path, mode) =>
            {
                var normal = Normalized.Of(path, mode).Split('?')[0];
                Assert.DoesNotMatch(DotSegment, normal);
                Assert.DoesNotContain('\\', normal);
                Assert.False(mode != PathNormalization.Base && normal.Contains("//", StringComparison.Ordinal), normal);
                Assert.False(mode == PathNormalization.DecodeAndMergeSlashes && EncodedSlash.IsMatch(normal), normal);
            },
            iter: Rounds);

    [Fact]
    public void A_path_grows_only_by_what_must_be_encoded() =>
        Gen.Select(Anything, Pick.Of(Normalizing)).Sample(
            (path, mode) =>
            {
                var normal = Normalized.Of(path, mode);
                var encoded = path.Split('?')[0].Count(c => c is not '%' and not '\\' && !PathBytes.IsPlain((byte)c));
                Assert.True(!normal.StartsWith('/') || normal.Length <= path.Length + (2 * encoded), $"{path} -> {normal}");
            },
            iter: Rounds);

    [Fact]
    public void The_query_is_left_alone() =>
        Gen.Select(Anything, Pick.Of(Normalizing), Noise).Sample(
            (path, mode, query) =>
            {
                query = query.Replace('#', 'x');
                path = path.Replace('?', 'x');
                var normal = Normalized.Of(path + '?' + query, mode);
                Assert.True(!normal.StartsWith('/') || normal.EndsWith('?' + query, StringComparison.Ordinal));
            },
            iter: Rounds);

    /// <summary>
    /// The same, written down as the documents say it: one step after the other, over text. Bare percent signs are left to the examples.
    /// </summary>
    [Fact]
    public void It_is_decoding_then_rfc_3986_then_merging() =>
        Gen.Select(Path, Pick.Of(Normalizing)).Sample(
            (path, mode) =>
            {
                if (!BarePercent.IsMatch(path))
                {
                    Assert.Equal(StepByStep(path, mode), Normalized.Of(path, mode));
                }
            },
            iter: Rounds);

    static string StepByStep(string pathAndQuery, PathNormalization mode)
    {
        var path = pathAndQuery.Split('?')[0];
        var query = pathAndQuery[path.Length..];
        if (mode == PathNormalization.DecodeAndMergeSlashes)
        {
            path = EncodedSlash.Replace(path, "/");
        }

        path = Unreserved.Replace(path.Replace('\\', '/'), match => ((char)Convert.ToByte(match.Value[1..], 16)).ToString());
        path = Encoded.Replace(path, match => "%" + ((int)match.Value[0]).ToString("X2", CultureInfo.InvariantCulture));
        path = RemoveDotSegments(path);
        return (mode == PathNormalization.Base ? path : Slashes.Replace(path, "/")) + query;
    }

    /// <summary>RFC 3986 section 5.2.4 over a stack of segments, the last of which is what stands behind the last slash.</summary>
    static string RemoveDotSegments(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/')[1..];
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            var name = segments[i].Split(';')[0];
            if (name == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            if (name is not "." and not "..")
            {
                kept.Add(segments[i]);
            }
            else if (isLast)
            {
                kept.Add("");
            }
        }

        return '/' + string.Join('/', kept);
    }

    [GeneratedRegex("/\\.\\.?(;[^/]*)?(/|$)")]
    private static partial Regex DotSegment { get; }

    [GeneratedRegex("%(2[fF]|5[cC])")]
    private static partial Regex EncodedSlash { get; }

    [GeneratedRegex("%(2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])")]
    private static partial Regex Unreserved { get; }

    [GeneratedRegex("[ \"<>^`{|}\\x7f-\\xff]")]
    private static partial Regex Encoded { get; }

    [GeneratedRegex("%(?![0-9a-fA-F]{2})")]
    private static partial Regex BarePercent { get; }

    [GeneratedRegex("//+")]
    private static partial Regex Slashes { get; }
}
