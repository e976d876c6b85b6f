using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for <c>trafficPolicy</c>.</summary>
static class TrafficPolicyValidator
{
    /// <summary>The CRD's own limit.</summary>
    const int MaxPortPolicies = 4096;

    public static void Validate(Findings findings, string at, TrafficPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        findings.Require(!IsEmpty(policy), at, "must set at least one thing");
        findings.Require(
            policy.Tunnel is null || policy.ProxyProtocol is null, $"{at}.proxyProtocol", "cannot be set together with tunnel");
        Common(findings, at, policy.LoadBalancer, policy.ConnectionPool, policy.OutlierDetection, policy.Tls);
        Tunnel(findings, $"{at}.tunnel", policy.Tunnel);
        Ports(findings, $"{at}.portLevelSettings", policy.PortLevelSettings);
        if (policy.RetryBudget is { } budget)
        {
            PercentRule.Validate(findings, $"{at}.retryBudget.percent", budget.Percent);
            DurationRule.ZeroOrMore(findings, $"{at}.retryBudget.budgetInterval", budget.BudgetInterval);
        }
    }

    static bool IsEmpty(TrafficPolicy policy) => policy is
    {
        LoadBalancer: null, ConnectionPool: null, OutlierDetection: null, Tls: null, PortLevelSettings.Count: 0, Tunnel: null,
        ProxyProtocol: null, RetryBudget: null,
    };

    static void Ports(Findings findings, string field, IReadOnlyList<PortTrafficPolicy> policies)
    {
        findings.Require(policies.Count <= MaxPortPolicies, field, $"must have at most {MaxPortPolicies} entries, has {policies.Count}");
        var ports = new HashSet<int>();
        for (var i = 0; i < policies.Count; i++)
        {
            var (policy, at) = (policies[i], $"{field}[{i}]");
            findings.Require(policy.Port > 0, $"{at}.port.number", "must be between 1 and 65535, is 0");
            findings.Require(ports.Add(policy.Port), $"{at}.port.number", $"must be unique, {policy.Port} is there already");
            findings.Require(
                policy is not { LoadBalancer: null, ConnectionPool: null, OutlierDetection: null, Tls: null }, at,
                "must set at least one thing");
            Common(findings, at, policy.LoadBalancer, policy.ConnectionPool, policy.OutlierDetection, policy.Tls);
        }
    }

    static void Common(
        Findings findings,
        string at,
        LoadBalancerSettings? balancer,
        ConnectionPoolSettings? pool,
        OutlierDetection? outlier,
        ClientTlsSettings? tls)
    {
        LoadBalancerValidator.Validate(findings, $"{at}.loadBalancer", balancer, outlier);
        ConnectionPoolValidator.Validate(findings, $"{at}.connectionPool", pool);
        Outlier(findings, $"{at}.outlierDetection", outlier);
        TlsValidator.Client(findings, $"{at}.tls", tls);
    }

    static void Outlier(Findings findings, string at, OutlierDetection? outlier)
    {
        if (outlier is null)
        {
            return;
        }

        DurationRule.AtLeastOneMillisecond(findings, $"{at}.interval", outlier.Interval);
        DurationRule.AtLeastOneMillisecond(findings, $"{at}.baseEjectionTime", outlier.BaseEjectionTime);
        Percent(findings, $"{at}.maxEjectionPercent", outlier.MaxEjectionPercent);
        Percent(findings, $"{at}.minHealthPercent", outlier.MinHealthPercent);
        findings.Require(
            outlier.SplitExternalLocalOriginErrors || outlier.ConsecutiveLocalOriginFailures is null or 0,
            $"{at}.consecutiveLocalOriginFailures", "needs splitExternalLocalOriginErrors to be true");
        for (var i = 0; i < outlier.OutlierDetectionHttpErrorCodes.Count; i++)
        {
            var code = outlier.OutlierDetectionHttpErrorCodes[i];
            findings.Require(
                code is >= 100 and <= 599, $"{at}.outlierDetectionHttpErrorCodes[{i}]", $"must be between 100 and 599, is {code}");
        }
    }

    static void Percent(Findings findings, string at, int? percent) =>
        findings.Require(percent is null or (>= 0 and <= 100), at, $"must be between 0 and 100, is {percent}");

    static void Tunnel(Findings findings, string at, TunnelSettings? tunnel)
    {
        if (tunnel is not null)
        {
            findings.Require(
                tunnel.Protocol is "CONNECT" or "POST", $"{at}.protocol", $"must be CONNECT or POST, is \"{tunnel.Protocol}\"");
            findings.Check($"{at}.targetHost", AddressSyntax.IsIp(tunnel.TargetHost) ? null : HostSyntax.Fqdn(tunnel.TargetHost));
            findings.Require(tunnel.TargetPort > 0, $"{at}.targetPort", "must be between 1 and 65535, is 0");
        }
    }
}
