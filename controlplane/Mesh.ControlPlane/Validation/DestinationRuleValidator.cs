using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rules for a DestinationRule on its own.</summary>
static class DestinationRuleValidator
{
    public static void Validate(DestinationRule rule, Findings findings)
    {
        findings.Check("spec.host", HostSyntax.WildcardDomain(rule.Host));
        TrafficPolicyValidator.Validate(findings, "spec.trafficPolicy", rule.TrafficPolicy);
        ExportToRules.Validate(findings, rule.Meta.Namespace, rule.ExportTo, noneAllowed: false);
        Subsets(findings, rule.Subsets);
        if (rule.WorkloadSelector is { } selector)
        {
            LabelSyntax.ValidateSelector(findings, "spec.workloadSelector.matchLabels", selector.Labels);
            findings.Require(
                rule.ExportTo.All(entry => entry == "." || entry == rule.Meta.Namespace), "spec.exportTo",
                "must be empty or \".\" with a workloadSelector, which selects in the rule's own namespace only");
        }
    }

    static void Subsets(Findings findings, IReadOnlyList<Subset> subsets)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < subsets.Count; i++)
        {
            var at = $"spec.subsets[{i}]";
            findings.Check($"{at}.name", NameSyntax.AnyCaseLabel(subsets[i].Name));
            findings.Require(names.Add(subsets[i].Name), $"{at}.name", $"must be unique, \"{subsets[i].Name}\" is there already");
            LabelSyntax.Validate(findings, $"{at}.labels", subsets[i].Labels);
            TrafficPolicyValidator.Validate(findings, $"{at}.trafficPolicy", subsets[i].TrafficPolicy);
        }
    }
}
