using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>Builds our node tree from the parser's events, within <see cref="YamlLimits"/>.</summary>
/// <remarks>
/// Only the event parser of the library is used: its deserializer needs reflection, and its document model neither bounds alias
/// expansion nor refuses duplicate keys.
/// </remarks>
/// <param name="document">The text.</param>
/// <param name="budget">What aliases may still cost in its file.</param>
sealed class YamlTreeBuilder(DocumentText document, AliasBudget budget)
{
    const string StringTag = "tag:yaml.org,2002:str";

    readonly Parser parser = new(new StringReader(document.Text));
    readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);
    int lastLine = document.FirstLine;
    int nodes;

    /// <returns>The root, or null when the document has no content.</returns>
    /// <exception cref="YamlSyntaxException">It is not one valid document.</exception>
    public YamlNode? Build()
    {
        Expect<StreamStart>(Next());
        var next = Next();
        if (next is StreamEnd)
        {
            return null;
        }

        Expect<DocumentStart>(next);
        var root = Node(Next(), depth: 0);
        Expect<DocumentEnd>(Next());
        Expect<StreamEnd>(Next());
        return root is YamlScalar { IsNull: true } ? null : root;
    }

    YamlNode Node(ParsingEvent start, int depth)
    {
        if (depth > YamlLimits.MaxDepth)
        {
            throw Error(start, $"nested deeper than {YamlLimits.MaxDepth} levels");
        }

        if (++nodes > YamlLimits.MaxNodes)
        {
            throw Error(start, $"more than {YamlLimits.MaxNodes} nodes in one document");
        }

        return start switch
        {
            AnchorAlias alias => Resolve(alias),
            Scalar scalar => Remember(scalar, new YamlScalar(scalar.Value, IsPlain(scalar), Line(scalar), Column(scalar))),
            SequenceStart sequence => Remember(sequence, Sequence(sequence, depth)),
            MappingStart mapping => Remember(mapping, Mapping(mapping, depth)),
            _ => throw Error(start, "unexpected end of the document"),
        };
    }

    YamlSequence Sequence(SequenceStart start, int depth)
    {
        var items = new List<YamlNode>();
        for (var next = Next(); next is not SequenceEnd; next = Next())
        {
            items.Add(Node(next, depth + 1));
        }

        return new YamlSequence(items, Line(start), Column(start));
    }

    YamlMapping Mapping(MappingStart start, int depth)
    {
        var entries = new YamlEntryList();
        for (var next = Next(); next is not MappingEnd; next = Next())
        {
            var (key, line) = Key(next);
            var value = Node(Next(), depth + 1);
            if (key == "<<" && next is Scalar { Style: ScalarStyle.Plain })
            {
                Merge(entries, value);
            }
            else if (entries.AddWritten(new YamlEntry(key, value, line)) is { } first)
            {
                throw new YamlSyntaxException(line, $"duplicate key \"{key}\", first on line {first.Line}");
            }
        }

        return new YamlMapping(entries.Entries, Line(start), Column(start));
    }

    (string Key, int Line) Key(ParsingEvent next) => next switch
    {
        Scalar scalar => (scalar.Value, Line(scalar)),
        AnchorAlias alias when Resolve(alias) is YamlScalar scalar => (scalar.Value, Line(alias)),
        _ => throw Error(next, "a mapping key has to be a scalar"),
    };

    /// <summary>YAML 1.1 merge key: entries of the merged mappings that are not written here, earlier mappings first.</summary>
    static void Merge(YamlEntryList entries, YamlNode value)
    {
        foreach (var source in value is YamlSequence list ? list.Items : [value])
        {
            if (source is not YamlMapping mapping)
            {
                throw new YamlSyntaxException(value.Line, "a merge key (<<) needs a mapping or a list of mappings");
            }

            entries.AddMerged(mapping.Entries);
        }
    }

    YamlNode Resolve(AnchorAlias alias)
    {
        // An anchor is remembered when its node is complete, so a node that contains itself is simply not found.
        if (!anchors.TryGetValue(alias.Value.Value, out var node))
        {
            throw Error(alias, $"alias *{alias.Value.Value} has no anchor before it");
        }

        return budget.TrySpend(node.Weight)
            ? node
            : throw Error(alias, $"aliases expand to more than {YamlLimits.MaxAliasedNodes} nodes in this file");
    }

    T Remember<T>(NodeEvent start, T node)
        where T : YamlNode
    {
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    ParsingEvent Next()
    {
        try
        {
            var next = parser.MoveNext() ? parser.Current! : throw new YamlSyntaxException(lastLine, "unexpected end of the document");
            lastLine = Line(next);
            return next is not Scalar { Value.Length: > YamlLimits.MaxScalarLength and var length }
                ? next
                : throw Error(next, $"a value has {length} characters, at most {YamlLimits.MaxScalarLength} may be");
        }
        catch (YamlException error)
        {
            throw new YamlSyntaxException(document.FirstLine + (int)Math.Max(error.Start.Line, 1) - 1, Describe(error));
        }
        catch (Exception error)
            when (error is ArgumentException or InvalidOperationException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner answers some malformed input with exceptions that carry no position; the input is to blame all the same.
            throw new YamlSyntaxException(lastLine, "cannot be read on from here, perhaps a bracket, brace or quote is left open");
        }
    }

    /// <summary>The library's own words on one line, without the position it repeats in front of them.</summary>
    static string Describe(YamlException error)
    {
        var message = error.InnerException is { } inner and not YamlException ? inner.Message : error.Message;
        return message.ReplaceLineEndings(" ").TrimEnd('.');
    }

    void Expect<T>(ParsingEvent next)
        where T : ParsingEvent
    {
        if (next is not T)
        {
            throw Error(next, "more than one value in a document");
        }
    }

    static bool IsPlain(Scalar scalar) => scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value != StringTag);

    YamlSyntaxException Error(ParsingEvent place, string message) => new(Line(place), message);

    int Line(ParsingEvent place) => document.FirstLine + (int)place.Start.Line - 1;

    static int Column(ParsingEvent place) => (int)place.Start.Column;
}
