namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>Selectors by labels.</summary>
static class SelectorReader
{
    /// <param name="owner">The mapping that holds the selector.</param>
    /// <param name="name">Its field name.</param>
    /// <param name="labels"><c>labels</c> or <c>matchLabels</c>.</param>
    public static ObjectSelector? Read(FieldReader owner, string name, string labels) =>
        owner.Object(name, selector => new ObjectSelector(selector.TextMap(labels)));
}
