using CsCheck;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2.Hpack;

public sealed class HpackPropertyTests
{
    static readonly string[] Names =
    [
        ":path", ":status", ":authority", "cookie", "authorization", "content-type", "content-length", "x-a", "x-b", "x-request-id", "", "a-name-of-some-length",
    ];

    static readonly Gen<string> Value = Gen.OneOf(
        Gen.Int[0, 12].Select(i => $"value {i}"),
        Gen.Char['\0', '\xff'].Array[0, 60].Select(c => new string(c)),
        Gen.Int[0, 300].Select(i => new string('v', i)));

    static readonly Gen<(string Name, string Value)> Field = Gen.Select(
        Gen.OneOf(Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.Char['a', 'e'].Array[0, 3].Select(c => new string(c))), Value);

    static readonly Gen<(uint[] Sizes, (string, string)[] Fields)> Block =
        Gen.Select(Gen.OneOf(Gen.Const<uint[]>([]), Gen.UInt[0, 600].Array[1, 3], Gen.UInt[0, 9000].Array[1, 3]), Field.Array[0, 20]);

    /// <summary>Any lists, with the table's size changed at any time, by a peer that acknowledges in step.</summary>
    [Fact]
    public void What_is_encoded_decodes_to_the_same() => Block.Array[1, 30].Sample(
        blocks =>
        {
            var encoder = new HpackEncoder(8192);
            var decoder = new HpackDecoder(4096);
            foreach (var (sizes, fields) in blocks)
            {
                foreach (var size in sizes)
                {
                    decoder.SetMaxTableSize((int)size);
                    encoder.SetMaxTableSize(size);
                }

                Assert.True(fields.SequenceEqual(HpackCoding.Decode(decoder, HpackCoding.Encode(encoder, fields))));
            }
        },
        iter: 600);

    /// <summary>A long connection: the ring of entries and the array of lines go round many times.</summary>
    [Fact]
    public void A_long_connection_stays_in_step()
    {
        var encoder = new HpackEncoder(1000);
        var decoder = new HpackDecoder(4096);
        for (var i = 0; i < 5000; i++)
        {
            (string, string)[] fields =
                [("x-" + (i % 7), new string((char)('a' + (i / 3 % 11)), i / 5 % 90)), ("x-b", $"{i / 2}"), (":path", $"/{i / 4 % 50}")];
            Assert.Equal(fields, HpackCoding.Decode(decoder, HpackCoding.Encode(encoder, fields)));
        }
    }

    /// <summary>Noise, noise behind valid fields, and valid blocks with a byte changed: no exception, and the same verdict every time.</summary>
    [Fact]
    public void Random_bytes_never_throw() => Gen.Select(Gen.Byte.Array[0, 60], Field.Array[0, 4], Gen.Int[0, 10_000], Gen.Byte).Sample(
        (noise, fields, at, changed) =>
        {
            var valid = HpackCoding.Encode(new HpackEncoder(), [.. fields, .. fields]);
            byte[] block = [.. valid, .. noise];
            var first = HpackCoding.StatusOf(new HpackDecoder(4096), block);
            Assert.Equal(first, HpackCoding.StatusOf(new HpackDecoder(4096), [.. block]));
            if (block.Length > 0)
            {
                block[at % block.Length] = changed;
                Assert.True(Enum.IsDefined(HpackCoding.StatusOf(new HpackDecoder(4096), block)));
            }
        },
        iter: 10_000);

    /// <summary>A span has an end that cannot be passed, so what can be shown is that bytes behind it say nothing.</summary>
    [Fact]
    public void A_cut_block_is_whole_at_the_end_of_a_field_and_truncated_elsewhere() => Field.Array[1, 6].Sample(
        fields =>
        {
            var encoder = new HpackEncoder();
            List<byte> block = [];
            HashSet<int> ends = [0];
            foreach (var (name, value) in fields)
            {
                block.AddRange(HpackCoding.EncodeField(encoder, name, value));
                ends.Add(block.Count);
            }

            for (var cut = 0; cut <= block.Count; cut++)
            {
                var expected = ends.Contains(cut) ? HpackStatus.Ok : HpackStatus.Truncated;
                Assert.Equal(expected, HpackCoding.StatusOf(new HpackDecoder(4096), [.. block[..cut]]));
            }
        },
        iter: 100);
}
