using System.Globalization;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for <c>http[].retries</c>.</summary>
static class RetryValidator
{
    static readonly string[] Conditions =
    [
        "5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx", "refused-stream",
        "retriable-status-codes", "retriable-headers", "envoy-ratelimited", "http3-post-connect-failure",
        "cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable",
    ];

    public static void Validate(Findings findings, string at, HttpRetry? retries)
    {
        if (retries is null)
        {
            return;
        }

        findings.Require(retries.Attempts >= 0, $"{at}.attempts", $"must be >= 0, is {retries.Attempts}");
        findings.Require(
            retries.Attempts != 0 || retries is { PerTryTimeout: null, RetryOn: null, RetryRemoteLocalities: null },
            at, "must not set anything else when attempts is 0, which disables retries");
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.perTryTimeout", retries.PerTryTimeout);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.backoff", retries.Backoff);
        foreach (var condition in (retries.RetryOn ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            findings.Require(IsCondition(condition), $"{at}.retryOn", $"must list retry conditions or status codes, has \"{condition}\"");
        }
    }

    static bool IsCondition(string condition) =>
        Conditions.Contains(condition)
        || (int.TryParse(condition, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599);
}
