using System.Globalization;

namespace Mesh.ControlPlane.Validation;

/// <summary>Fractional percentages: 0, or 0.0001 to 100, the steps a share can be drawn in.</summary>
static class PercentRule
{
    const double Least = 0.0001;

    public static void Validate(Findings findings, string field, double? percent) =>
        findings.Require(
            percent is null or 0 or (>= Least and <= 100), field,
            string.Create(CultureInfo.InvariantCulture, $"must be 0 or between 0.0001 and 100, is {percent}"));
}
