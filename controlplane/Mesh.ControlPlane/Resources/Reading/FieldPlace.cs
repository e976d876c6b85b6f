using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>Where a value stands: as messages print it, and as <see cref="UnsupportedFields"/> lists it.</summary>
/// <param name="Path"><c>spec.http[0].match[1].headers[end-user]</c>.</param>
/// <param name="Pattern"><c>spec.http[].match[].headers{}</c>.</param>
readonly record struct FieldPlace(string Path, string Pattern)
{
    public static readonly FieldPlace Root = new("", "");

    public FieldPlace Field(string name) => new(FieldPath.Field(Path, name), FieldPath.Field(Pattern, name));

    public FieldPlace Item(int index) => new(FieldPath.Item(Path, index), Pattern + "[]");

    public FieldPlace Key(string key) => new(FieldPath.Key(Path, key), Pattern + "{}");
}
