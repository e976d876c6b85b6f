using System.Globalization;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rule for nearly all durations: at least one millisecond.</summary>
static class DurationRule
{
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public static void AtLeastOneMillisecond(Findings findings, string field, TimeSpan? value) =>
        findings.Require(value is null || value >= Least, field, $"must be at least 1ms, is {Show(value)}");

    /// <summary>As <see cref="AtLeastOneMillisecond"/>, where zero means "off".</summary>
    public static void ZeroOrMore(Findings findings, string field, TimeSpan? value) =>
        findings.Require(value is null || value >= TimeSpan.Zero, field, $"must not be negative, is {Show(value)}");

    static string Show(TimeSpan? value) => string.Create(CultureInfo.InvariantCulture, $"{value.GetValueOrDefault().TotalMilliseconds}ms");
}
