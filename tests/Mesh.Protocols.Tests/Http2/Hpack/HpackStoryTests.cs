using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2.Hpack;

/// <summary>The stories that implementations of HPACK exchange: what theirs encoded ours decodes, and what ours encodes ours decodes.</summary>
public sealed class HpackStoryTests
{
    [Fact]
    public void Every_story_decodes_to_its_fields() => ForEach(story =>
    {
        var decoder = new HpackDecoder(4096);
        foreach (var block in story.Cases)
        {
            if (block.TableSize is { } size)
            {
                decoder.SetMaxTableSize(size);
            }

            Assert.True(block.Fields.SequenceEqual(HpackCoding.Decode(decoder, block.Wire)), story.Name);
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(4096)]
    [InlineData(65536)]
    public void Every_story_comes_back_from_our_encoder(int tableSize) => ForEach(
        story =>
        {
            var encoder = new HpackEncoder(65536);
            var decoder = new HpackDecoder(4096);
            encoder.SetMaxTableSize((uint)tableSize);
            decoder.SetMaxTableSize(tableSize);
            foreach (var block in story.Cases)
            {
                Assert.True(block.Fields.SequenceEqual(HpackCoding.Decode(decoder, HpackCoding.Encode(encoder, block.Fields))), story.Name);
            }
        },
        IsOriginal);

    /// <summary>The table is of use: beside those who index at first sight, ours may lose a little in short stories, not more.</summary>
    [Fact]
    public void Our_blocks_are_about_as_small_as_those_of_nghttp2()
    {
        long ours = 0, theirs = 0;
        ForEach(
            story =>
            {
                var encoder = new HpackEncoder();
                ours += story.Cases.Sum(c => HpackCoding.Encode(encoder, c.Fields).Length);
                theirs += story.Cases.Sum(c => c.Wire.Length);
            },
            IsOriginal);

        Assert.True(ours < theirs * 1.05, $"{ours} bytes beside {theirs}");
    }

    /// <summary>The same fields stand in every directory, encoded in another way.</summary>
    static bool IsOriginal(string name) => name.StartsWith("nghttp2" + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    static void ForEach(Action<HpackStory> test, Func<string, bool>? filter = null)
    {
        if (HpackStory.Names.Count == 0)
        {
            Assert.Skip("the HPACK stories are not here");
        }

        foreach (var name in HpackStory.Names.Where(filter ?? (_ => true)))
        {
            test(HpackStory.Read(name));
        }
    }
}
