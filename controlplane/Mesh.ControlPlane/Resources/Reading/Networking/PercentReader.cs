namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary>Istio's <c>Percent</c> message.</summary>
static class PercentReader
{
    /// <returns>0-100 as written, zero when the message is there without a value, null when it is absent.</returns>
    public static double? Read(FieldReader fields, string name) =>
        fields.Object(name, percent => new Box(percent.Number("value") ?? 0))?.Value;

    sealed record Box(double Value);
}
