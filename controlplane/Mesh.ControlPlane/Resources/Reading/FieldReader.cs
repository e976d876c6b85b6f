using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>Reads the fields of one mapping by name and type, and remembers which, so that what nobody read is an unknown field.</summary>
/// <remarks>
/// Strict as Kubernetes' strict decoding is. A finding never throws: the read goes on with a placeholder, and the context's errors
/// keep the resource from being used. A field that is written as null counts as absent.
/// </remarks>
sealed class FieldReader(ReadContext context, YamlMapping mapping, FieldPlace place)
{
    readonly HashSet<string> known = new(StringComparer.Ordinal);

    public FieldPlace Place => place;

    public ReadContext Context => context;

    public int Line => mapping.Line;

    public bool Has(string name) => Peek(name) is not null;

    /// <summary>The node of a field, or null when it is absent or null; counts as read.</summary>
    public YamlNode? Node(string name)
    {
        known.Add(name);
        if (mapping.Find(name) is not { } entry || entry.Value is YamlScalar { IsNull: true })
        {
            return null;
        }

        context.Seen(place.Field(name), entry.Line);
        return entry.Value;
    }

    /// <summary>Known, and without effect on a mesh: <c>status</c>, bookkeeping of the API server.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Node(name);
        }
    }

    /// <summary>Everything not read so far is accepted: for objects that Kubernetes writes and mesh users do not.</summary>
    public void IgnoreRest() => known.UnionWith(mapping.Entries.Select(entry => entry.Key));

    public T? Value<T>(string name, ValueReader<T> read)
        where T : struct => Node(name) is { } node && read(context, node, place.Field(name), out var value) ? value : null;

    public string? Text(string name) =>
        Node(name) is { } node && Values.Text(context, node, place.Field(name), out var text) && text.Length > 0 ? text : null;

    /// <summary>As <see cref="Text"/>, where an empty string differs from an absent one.</summary>
    public string? TextOrEmpty(string name) =>
        Node(name) is { } node && Values.Text(context, node, place.Field(name), out var text) ? text : null;

    public string RequiredText(string name)
    {
        var before = context.HasErrors;
        var text = Text(name);
        if (text is null && before == context.HasErrors)
        {
            Missing(name);
        }

        return text ?? "";
    }

    public bool Boolean(string name) => Value<bool>(name, Values.Boolean) ?? false;

    public bool? OptionalBoolean(string name) => Value<bool>(name, Values.Boolean);

    public int? Int32(string name) => Value<int>(name, Values.Int32);

    /// <summary>An unsigned 32-bit number, as protobuf has it.</summary>
    public long? UInt32(string name) => Value<long>(name, Values.UInt32);

    public double? Number(string name) => Value<double>(name, Values.Number);

    public TimeSpan? Duration(string name) => Value<TimeSpan>(name, Values.Duration);

    /// <summary>1-65535; zero counts as absent, as in protobuf.</summary>
    public int? Port(string name) => Value<int>(name, Values.Port) is { } port and > 0 ? port : null;

    public int RequiredPort(string name)
    {
        if (!Has(name))
        {
            Missing(name);
        }

        return Value<int>(name, Values.Port) ?? 0;
    }

    public T? OptionalEnum<T>(string name, EnumNames<T> names)
        where T : struct => Value<T>(name, names.Read);

    public T Enum<T>(string name, EnumNames<T> names)
        where T : struct => OptionalEnum(name, names) ?? default;

    public IReadOnlyList<string> Texts(string name) => Items<string>(name, Values.Text);

    public IReadOnlyList<T> Items<T>(string name, ValueReader<T> read)
    {
        var values = new List<T>();
        foreach (var (node, item) in Sequence(name))
        {
            if (read(context, node, item, out var value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    public IReadOnlyList<T> List<T>(string name, Func<FieldReader, T> read)
    {
        var values = new List<T>();
        foreach (var (node, item) in Sequence(name))
        {
            if (Open(node, item) is { } fields)
            {
                values.Add(fields.Complete(read));
            }
        }

        return values;
    }

    public T? Object<T>(string name, Func<FieldReader, T> read)
        where T : class => Node(name) is { } node && Open(node, place.Field(name)) is { } fields ? fields.Complete(read) : null;

    public IReadOnlyDictionary<string, string> TextMap(string name) => Map<string>(name, Values.Text);

    public IReadOnlyDictionary<string, T> Map<T>(string name, ValueReader<T> read)
    {
        var field = place.Field(name);
        var values = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var entry in Mapping(name)?.Entries ?? [])
        {
            if (read(context, entry.Value, field.Key(entry.Key), out var value))
            {
                values.Add(entry.Key, value);
            }
        }

        return values;
    }

    /// <summary>A required field that is absent.</summary>
    public void Missing(string name)
    {
        known.Add(name);
        context.Error(place.Field(name), mapping.Line, "is required");
    }

    public void Error(string name, string message) =>
        context.Error(name.Length == 0 ? place : place.Field(name), mapping.Find(name)?.Line ?? mapping.Line, message);

    /// <summary>Runs a reader over this mapping, then reports the fields it did not ask for.</summary>
    public T Complete<T>(Func<FieldReader, T> read)
    {
        var value = read(this);
        foreach (var entry in mapping.Entries)
        {
            if (!known.Contains(entry.Key))
            {
                context.Error(place.Field(entry.Key), entry.Line, "unknown field" + NearestName.Hint(entry.Key, known));
            }
        }

        return value;
    }

    YamlNode? Peek(string name) => mapping.Find(name)?.Value is { } node and not YamlScalar { IsNull: true } ? node : null;

    IEnumerable<(YamlNode Node, FieldPlace Place)> Sequence(string name)
    {
        var field = place.Field(name);
        if (Node(name) is not { } node)
        {
            return [];
        }

        if (node is YamlSequence sequence)
        {
            return sequence.Items.Select((item, index) => (item, field.Item(index)));
        }

        context.Error(field, node.Line, $"must be a list, is {node.Shape}");
        return [];
    }

    YamlMapping? Mapping(string name)
    {
        var node = Node(name);
        if (node is not null and not YamlMapping)
        {
            context.Error(place.Field(name), node.Line, $"must be a mapping, is {node.Shape}");
        }

        return node as YamlMapping;
    }

    FieldReader? Open(YamlNode node, FieldPlace at)
    {
        if (node is YamlMapping child)
        {
            return new FieldReader(context, child, at);
        }

        context.Error(at, node.Line, $"must be a mapping, is {node.Shape}");
        return null;
    }
}
