using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Validation;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Makes a state of the mesh of what was loaded, says what is new about it, and publishes it. One caller at a time.</summary>
sealed class MeshPublisher(Distributor distributor, TimeProvider time, ILogger logger)
{
    readonly ResourceInterner interner = new();
    HashSet<Diagnostic> known = [];

    /// <param name="resources">All good resources.</param>
    /// <param name="mesh">Mesh-wide settings.</param>
    /// <param name="findings">What the loader has to say.</param>
    /// <param name="reason">Why now, for the log: "start", or what changed.</param>
    public MeshState Publish(IReadOnlyCollection<Resource> resources, MeshConfig mesh, IEnumerable<Diagnostic> findings, string reason)
    {
        var start = time.GetTimestamp();
        interner.NextGeneration();
        var compiler = new MeshCompiler(resources, mesh, interner);
        var state = new MeshState(compiler, time.GetUtcNow());
        Report([.. findings, .. compiler.Diagnostics]);
        distributor.Publish(state);

        var elapsed = time.GetElapsedTime(start);
        distributor.Metrics.Published(compiler.Registry.Services.Count, resources.OfType<VirtualService>().Count(), elapsed);
        Log.Published(logger, reason, resources.Count, compiler.Registry.Services.Count, distributor.Proxies.Count, (long)elapsed.TotalMilliseconds);
        return state;
    }

    // Each finding is said once, when it appears.
    void Report(IReadOnlyList<Diagnostic> findings)
    {
        foreach (var finding in findings.Where(finding => !known.Contains(finding)))
            Say(finding);
        foreach (var gone in known.Except(findings))
            Log.Note(logger, $"resolved: {gone}");
        known = [.. findings];
        foreach (var severity in Enum.GetValues<DiagnosticSeverity>())
            distributor.Metrics.Found(severity.ToString().ToLowerInvariant(), findings.Count(finding => finding.Severity == severity));
    }

    void Say(Diagnostic finding)
    {
        switch (finding.Severity)
        {
            case DiagnosticSeverity.Error:
                Log.Error(logger, finding.ToString());
                break;
            case DiagnosticSeverity.Warning:
                Log.Warning(logger, finding.ToString());
                break;
            case DiagnosticSeverity.Note:
                Log.Note(logger, finding.ToString());
                break;
        }
    }
}
