using System.Text.RegularExpressions;
using Mesh.Contract;

namespace Mesh.ControlPlane.Registry;

/// <summary>What a workload is called in telemetry (7.3), from what Kubernetes knows of it.</summary>
static partial class WorkloadNaming
{
    /// <summary>What Istio calls the cluster that the resources describe, unless told otherwise (CLUSTER_ID).</summary>
    public const string DefaultCluster = "Kubernetes";

    const string SafeLetters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The identity that metrics and access logs show for a workload.</summary>
    /// <remarks>
    /// The workload (Deployment, StatefulSet, unit) and the service account are empty when unknown; without a service account there is no
    /// principal.
    /// </remarks>
    public static WorkloadIdentity Identity(
        string workload, string @namespace, IReadOnlyDictionary<string, string> labels, string serviceAccount, string trustDomain, string cluster) => new()
    {
        Workload = workload,
        Namespace = @namespace,
        Principal = serviceAccount.Length == 0 ? "" : $"spiffe://{trustDomain}/ns/{@namespace}/sa/{serviceAccount}",
        App = First(labels, "app", "app.kubernetes.io/name") ?? "",
        Version = First(labels, "version", "app.kubernetes.io/version") ?? "",
        Cluster = cluster,
        CanonicalService = First(labels, "service.istio.io/canonical-name", "app.kubernetes.io/name", "app") ?? workload,
        CanonicalRevision = First(labels, "service.istio.io/canonical-revision", "app.kubernetes.io/version", "version") ?? "latest",
    };

    /// <summary>The workload a pod belongs to: as its labels say, else its name without what the controller appended.</summary>
    public static string OfPod(string pod, IReadOnlyDictionary<string, string> labels)
    {
        if (First(labels, "service.istio.io/workload-name", "istio.io/workload-name") is { } declared)
            return declared;
        if (labels.TryGetValue("pod-template-hash", out var hash) && pod.LastIndexOf($"-{hash}-", StringComparison.Ordinal) is > 0 and var end)
            return pod[..end];
        if (labels.ContainsKey("statefulset.kubernetes.io/pod-name") || labels.ContainsKey("apps.kubernetes.io/pod-index"))
            return OrdinalSuffix().Replace(pod, "");
        if (labels.ContainsKey("controller-revision-hash"))
            return RandomSuffix().Replace(pod, "");
        return DeploymentSuffix().Replace(pod, "");
    }

    static string? First(IReadOnlyDictionary<string, string> labels, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            if (labels.TryGetValue(key, out var value) && value.Length > 0)
                return value;
        return null;
    }

    [GeneratedRegex("-[0-9]+$")]
    private static partial Regex OrdinalSuffix();

    [GeneratedRegex($"-[{SafeLetters}]{{5}}$")]
    private static partial Regex RandomSuffix();

    [GeneratedRegex($"-[{SafeLetters}]{{6,10}}-[{SafeLetters}]{{5}}$")]
    private static partial Regex DeploymentSuffix();
}
