using System.Security.Cryptography;
using System.Text;
using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.LastGood;

/// <summary>The bytes of a state file.</summary>
/// <remarks>
/// <code>
/// a line of text       "mesh-control last-good 1", which names the layout of the rest
/// string               the config directory
/// int32                number of documents; of each:
///   string, int32      its file, its index in the file
///   int32, string      the line it starts on, its text
///   int32, string...   the resources that are in use of it
/// 32 bytes             SHA-256 of all before
/// </code>
/// Numbers are little-endian, strings UTF-8 with their length in front, as <see cref="BinaryWriter"/> has them.
/// </remarks>
static class LastGoodCodec
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Half a surrogate pair, in a file's name say, must not stop the saving of everything else.</summary>
    static readonly UTF8Encoding Lenient = new(encoderShouldEmitUTF8Identifier: false);

    static ReadOnlySpan<byte> Name => "mesh-control last-good "u8;

    static ReadOnlySpan<byte> Header => "mesh-control last-good 1\n"u8;

    public static byte[] Encode(string root, IReadOnlyCollection<LastGoodDocument> documents)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Header);
        using (var writer = new BinaryWriter(bytes, Lenient, leaveOpen: true))
        {
            writer.Write(root);
            writer.Write(documents.Count);
            foreach (var document in documents)
            {
                Write(writer, document);
            }
        }

        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <summary>What tells two files that differ.</summary>
    public static byte[] DigestOf(byte[] encoded) => encoded[^SHA256.HashSizeInBytes..];

    /// <summary>Never throws on any bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="root">The config directory: what is remembered of another says nothing of this one.</param>
    public static LastGoodReading Decode(byte[] bytes, string root)
    {
        if (Problem(bytes) is { } problem)
        {
            return Refuse(problem);
        }

        try
        {
            var end = bytes.Length - SHA256.HashSizeInBytes;
            using var reader = new BinaryReader(new MemoryStream(bytes, Header.Length, end - Header.Length), Strict);
            return reader.ReadString() is var owner && owner == root
                ? new LastGoodReading([.. ReadAll(reader)], null)
                : Refuse($"it is of another config directory, {owner}");
        }
        catch (Exception error) when (error is IOException or FormatException or ArgumentException)
        {
            return Refuse("its content is not what its header says");
        }
    }

    static string? Problem(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Header))
        {
            return bytes.StartsWith(Name) ? "another version of mesh-control wrote it" : "it is no state of mesh-control, or only a part";
        }

        var content = bytes[..Math.Max(bytes.Length - SHA256.HashSizeInBytes, 0)];
        return SHA256.HashData(content).AsSpan().SequenceEqual(bytes[content.Length..]) ? null : "its checksum is wrong, it is damaged";
    }

    static void Write(BinaryWriter writer, LastGoodDocument document)
    {
        writer.Write(document.File);
        writer.Write(document.Text.Index);
        writer.Write(document.Text.FirstLine);
        writer.Write(document.Text.Text);
        writer.Write(document.Keys.Count);
        foreach (var key in document.Keys)
        {
            writer.Write(key);
        }
    }

    // Counts are not trusted with memory: what is not there ends the stream.
    static IEnumerable<LastGoodDocument> ReadAll(BinaryReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var file = reader.ReadString();
            var text = new DocumentText(reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());
            yield return new LastGoodDocument(file, text, [.. ReadKeys(reader)]);
        }
    }

    static IEnumerable<string> ReadKeys(BinaryReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            yield return reader.ReadString();
        }
    }

    static LastGoodReading Refuse(string problem) => new([], problem);
}
