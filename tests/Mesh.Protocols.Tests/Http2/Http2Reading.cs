using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2;

/// <summary>Reads heads from fields written as text, one a line: <c>name: value</c>.</summary>
sealed class Http2Reading(Http2Limits? limits = null)
{
    readonly HpackDecoder decoder = new(4096);
    readonly Http2HeadReader reader = new(limits ?? Http2Limits.Default);

    public Http1Head Head { get; } = new((limits ?? Http2Limits.Default).Head);

    public Http2Malformed Reason => reader.Malformed;

    public HpackStatus Compression => reader.Compression;

    public byte[] Bytes => reader.Bytes.ToArray();

    public string Text => Encoding.Latin1.GetString(reader.Bytes);

    public IEnumerable<(string Name, string Value)> Fields => Head.Fields.ToArray().Select(f => (Of(f.Name), Of(f.Value)));

    public string Of(ByteRange range) => Encoding.Latin1.GetString(range.Of(reader.Bytes));

    public Http2HeadStatus Request(IEnumerable<(string, string)> fields, bool endStream = true) => Request(BlockOf(fields), endStream);

    public Http2HeadStatus Request(byte[] block, bool endStream = true) => reader.ReadRequest(decoder, block, endStream, Head);

    public Http2HeadStatus Response(IEnumerable<(string, string)> fields, bool endStream = true, bool toHead = false) =>
        reader.ReadResponse(decoder, BlockOf(fields), endStream, toHead, Head);

    public Http2HeadStatus Trailers(IEnumerable<(string, string)> fields) => reader.ReadTrailers(decoder, BlockOf(fields), Head);

    /// <summary>Literals without indexing, as they stand: nothing is made valid on the way.</summary>
    public static byte[] BlockOf(IEnumerable<(string Name, string Value)> fields, byte pattern = 0) =>
        [.. fields.SelectMany(f => (byte[])[pattern, .. StringOf(f.Name), .. StringOf(f.Value)])];

    /// <summary>Lines of "name: value"; a name may begin with a colon, and \r, \n, \0, \t, \x7f, \x80 and \s (a space at the end) are written so.</summary>
    public static (string Name, string Value)[] Parse(string lines) =>
        [.. lines.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0).Select(ParseLine)];

    static (string, string) ParseLine(string line)
    {
        var colon = line.IndexOf(':', Math.Min(1, line.Length - 1));
        return (Unescape(line[..colon]), Unescape(line[(colon + 1)..].TrimStart(' ')));
    }

    static string Unescape(string text) => text.Replace("\\r", "\r").Replace("\\n", "\n").Replace("\\0", "\0").Replace("\\t", "\t")
        .Replace("\\x7f", "\x7f").Replace("\\x80", "\x80").Replace("\\s", " ").Replace("\\c", ":");

    static byte[] StringOf(string text)
    {
        var length = new byte[HpackInteger.MaxLength];
        return [.. length[..HpackInteger.Write(0, 7, text.Length, length)], .. Encoding.Latin1.GetBytes(text)];
    }
}
