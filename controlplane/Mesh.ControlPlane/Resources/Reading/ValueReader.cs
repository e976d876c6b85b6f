using System.Diagnostics.CodeAnalysis;
using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>Turns a node into a typed value, or reports to the context why it cannot.</summary>
delegate bool ValueReader<T>(ReadContext context, YamlNode node, FieldPlace place, [MaybeNullWhen(false)] out T value);
