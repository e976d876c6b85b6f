using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>The names an enum has in the API. Explicit, because names are contract and C# members are not.</summary>
sealed class EnumNames<T>(params (string Name, T Value)[] names)
    where T : struct
{
    /// <summary>A <see cref="ValueReader{T}"/>.</summary>
    public bool Read(ReadContext context, YamlNode node, FieldPlace place, out T value)
    {
        value = default;
        if (!Values.Text(context, node, place, out var text))
        {
            return false;
        }

        foreach (var (name, candidate) in names)
        {
            if (name == text)
            {
                value = candidate;
                context.SeenValue(place, name, node.Line);
                return true;
            }
        }

        return Values.Refuse(context, node, place, $"must be one of {string.Join(", ", names.Select(pair => pair.Name))}");
    }
}
