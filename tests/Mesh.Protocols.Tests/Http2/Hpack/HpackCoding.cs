using System.Text;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2.Hpack;

/// <summary>Whole blocks, as tests speak of them.</summary>
static class HpackCoding
{
    public static List<(string Name, string Value)> Decode(HpackDecoder decoder, byte[] block)
    {
        var sink = new HpackCollector();
        Assert.Equal(HpackStatus.Ok, decoder.Decode(block, ref sink));
        return sink.Fields;
    }

    public static HpackStatus StatusOf(HpackDecoder decoder, byte[] block)
    {
        var sink = new HpackCollector();
        return decoder.Decode(block, ref sink);
    }

    public static byte[] Encode(HpackEncoder encoder, params IEnumerable<(string Name, string Value)> fields)
    {
        var block = new List<byte>();
        var begin = new byte[HpackEncoder.MaxBeginLength];
        block.AddRange(begin[..encoder.BeginBlock(begin)]);
        foreach (var (name, value) in fields)
        {
            block.AddRange(EncodeField(encoder, name, value));
        }

        return [.. block];
    }

    /// <summary>Never writes beyond what it said it would.</summary>
    public static byte[] EncodeField(HpackEncoder encoder, string name, string value, bool neverIndex = false)
    {
        var destination = new byte[HpackEncoder.MaxEncodedLength(name.Length, value.Length)];
        var length = encoder.Encode(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value), neverIndex, destination);
        return destination[..length];
    }

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", ""));
}
