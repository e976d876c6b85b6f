using Google.Protobuf.Reflection;
using Xunit;

namespace Mesh.Contract.Tests;

/// <summary>A number once given is never given to anything else: a proxy of last year reads the control plane of today.</summary>
public sealed class ContractStabilityTests
{
    [Fact]
    public void No_field_or_enum_number_ever_changes()
    {
        var now = Lines().Order(StringComparer.Ordinal).ToList();
        var path = Golden.PathOf("contract.txt");
        var committed = File.Exists(path) ? File.ReadAllLines(path) : [];

        // Even an update never drops or changes a line.
        var lost = committed.Except(now).ToList();
        Assert.True(lost.Count == 0, "changed or removed: " + string.Join("; ", lost));

        if (Golden.Updating)
            File.WriteAllLines(path, now);
        else
            Assert.Equal(committed, now);
    }

    static IEnumerable<string> Lines() =>
        new[] { StreamReflection.Descriptor, ResourcesReflection.Descriptor }.SelectMany(file =>
            file.EnumTypes.SelectMany(Lines).Concat(file.MessageTypes.SelectMany(Lines)));

    static IEnumerable<string> Lines(EnumDescriptor type) => type.Values.Select(value => $"{type.FullName} {value.Number} {value.Name}");

    static IEnumerable<string> Lines(MessageDescriptor type) =>
        type.Fields.InDeclarationOrder().Select(field => $"{type.FullName} {field.FieldNumber} {Type(field)} {field.Name}")
            .Concat(type.NestedTypes.Where(nested => !nested.IsMapEntry).SelectMany(Lines))
            .Concat(type.EnumTypes.SelectMany(Lines));

    static string Type(FieldDescriptor field)
    {
        if (field.IsMap)
            return $"map<{Type(field.MessageType.Fields[1])},{Type(field.MessageType.Fields[2])}>";
        var name = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            _ => field.FieldType.ToString().ToLowerInvariant(),
        };
        return field.IsRepeated ? $"repeated {name}" : name;
    }
}
