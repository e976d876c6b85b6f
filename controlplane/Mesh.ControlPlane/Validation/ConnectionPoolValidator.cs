using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for <c>connectionPool</c>.</summary>
static class ConnectionPoolValidator
{
    public static void Validate(Findings findings, string at, ConnectionPoolSettings? pool)
    {
        if (pool is null)
        {
            return;
        }

        findings.Require(pool.Tcp is not null || pool.Http is not null, at, "must set tcp or http");
        Tcp(findings, $"{at}.tcp", pool.Tcp);
        Http(findings, $"{at}.http", pool.Http);
    }

    static void Tcp(Findings findings, string at, TcpPoolSettings? tcp)
    {
        if (tcp is null)
        {
            return;
        }

        NotNegative(findings, $"{at}.maxConnections", tcp.MaxConnections);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.connectTimeout", tcp.ConnectTimeout);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.maxConnectionDuration", tcp.MaxConnectionDuration);
        DurationRule.ZeroOrMore(findings, $"{at}.idleTimeout", tcp.IdleTimeout);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.tcpKeepalive.time", tcp.TcpKeepalive?.Time);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.tcpKeepalive.interval", tcp.TcpKeepalive?.Interval);
    }

    static void Http(Findings findings, string at, HttpPoolSettings? http)
    {
        if (http is null)
        {
            return;
        }

        NotNegative(findings, $"{at}.http1MaxPendingRequests", http.Http1MaxPendingRequests);
        NotNegative(findings, $"{at}.http2MaxRequests", http.Http2MaxRequests);
        NotNegative(findings, $"{at}.maxRequestsPerConnection", http.MaxRequestsPerConnection);
        NotNegative(findings, $"{at}.maxRetries", http.MaxRetries);
        NotNegative(findings, $"{at}.maxConcurrentStreams", http.MaxConcurrentStreams);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.idleTimeout", http.IdleTimeout);
        findings.Require(
            !http.UseClientProtocol || http.H2UpgradePolicy != H2UpgradePolicy.Upgrade, $"{at}.useClientProtocol",
            "must not be true with h2UpgradePolicy UPGRADE");
        if (http.Http2KeepAlive is { } keepAlive)
        {
            findings.Require(keepAlive.Interval is not null, $"{at}.http2KeepAlive.interval", "is required");
            findings.Require(keepAlive.Timeout is not null, $"{at}.http2KeepAlive.timeout", "is required");
            DurationRule.AtLeastOneMillisecond(findings, $"{at}.http2KeepAlive.interval", keepAlive.Interval);
            DurationRule.AtLeastOneMillisecond(findings, $"{at}.http2KeepAlive.timeout", keepAlive.Timeout);
        }
    }

    static void NotNegative(Findings findings, string at, int? value) =>
        findings.Require(value is null or >= 0, at, $"must be >= 0, is {value}");
}
