using System.Collections.Concurrent;
using System.Text.Json;
using Mesh.Testing.Files;

namespace Mesh.Protocols.Tests.Http2.Hpack;

/// <summary>One file of the public HPACK test stories: blocks of one connection.</summary>
sealed record HpackStory(string Name, IReadOnlyList<HpackStory.Case> Cases)
{
    /// <summary>Paths below the directory of stories; empty where a clone has none.</summary>
    public static IReadOnlyList<string> Names { get; } = FindNames();

    /// <summary>Some 15 MB of JSON, parsed once.</summary>
    static readonly ConcurrentDictionary<string, HpackStory> Stories = new();

    static string? Root => Repository.Shared is { } shared ? Path.Combine(shared, "data", "hpack") : null;

    public static HpackStory Read(string name) => Stories.GetOrAdd(name, Parse);

    static HpackStory Parse(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root!, name)));
        return new HpackStory(name, [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(ReadCase)]);
    }

    static Case ReadCase(JsonElement element) => new(
        Convert.FromHexString(element.GetProperty("wire").GetString()!),
        element.TryGetProperty("header_table_size", out var size) && size.ValueKind == JsonValueKind.Number ? size.GetInt32() : null,
        [.. element.GetProperty("headers").EnumerateArray().SelectMany(h => h.EnumerateObject()).Select(p => (p.Name, p.Value.GetString()!))]);

    static string[] FindNames() => Root is { } root && Directory.Exists(root)
        ? [.. Directory.EnumerateFiles(root, "story_*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order()]
        : [];

    /// <param name="TableSize">A new SETTINGS_HEADER_TABLE_SIZE, acknowledged before the block.</param>
    public sealed record Case(byte[] Wire, int? TableSize, IReadOnlyList<(string Name, string Value)> Fields);
}
