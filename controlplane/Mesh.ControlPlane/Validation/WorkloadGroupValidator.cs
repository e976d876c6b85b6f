using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rules for a WorkloadGroup.</summary>
static class WorkloadGroupValidator
{
    public static void Validate(WorkloadGroup group, Findings findings)
    {
        LabelSyntax.Validate(findings, "spec.metadata.labels", group.TemplateLabels);
        WorkloadEntryValidator.Template(findings, "spec.template", group.Template);
        if (group.Probe is { } probe)
        {
            Probe(findings, "spec.probe", probe);
        }
    }

    static void Probe(Findings findings, string at, ReadinessProbe probe)
    {
        NotNegative(findings, $"{at}.initialDelaySeconds", probe.InitialDelaySeconds);
        NotNegative(findings, $"{at}.timeoutSeconds", probe.TimeoutSeconds);
        NotNegative(findings, $"{at}.periodSeconds", probe.PeriodSeconds);
        NotNegative(findings, $"{at}.successThreshold", probe.SuccessThreshold);
        NotNegative(findings, $"{at}.failureThreshold", probe.FailureThreshold);
        findings.Require(probe.Exec is not { Command.Count: 0 }, $"{at}.exec.command", "is required");
        findings.Require(probe.TcpSocket is not { Port: 0 }, $"{at}.tcpSocket.port", "must be between 1 and 65535, is 0");
        if (probe.HttpGet is { } get)
        {
            findings.Require(get.Port > 0, $"{at}.httpGet.port", "must be between 1 and 65535, is 0");
            findings.Require(
                get.Scheme is null or "HTTP" or "HTTPS", $"{at}.httpGet.scheme", $"must be HTTP or HTTPS, is \"{get.Scheme}\"");
            findings.Require(
                get.HttpHeaders.All(header => HeaderSyntax.IsToken(header.Name)), $"{at}.httpGet.httpHeaders", "must have header names");
        }
    }

    static void NotNegative(Findings findings, string at, int value) => findings.Require(value >= 0, at, $"must be >= 0, is {value}");
}
