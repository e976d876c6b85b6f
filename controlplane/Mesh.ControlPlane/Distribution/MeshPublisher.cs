using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Validation;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Makes a state of the mesh of what was loaded, says what is new about it, and publishes it.</summary>
sealed class MeshPublisher(Distributor distributor, TimeProvider time, ILogger logger) : IDisposable
{
    readonly Lock gate = new();
    readonly ResourceInterner interner = new();
    readonly NotLoadedReminder reminder = new(time, logger);
    HashSet<Diagnostic> known = [];
    ResourceSet last = ResourceSet.Empty;

    /// <summary>Publishes a set, unless a later one was published already. Safe to call from several threads.</summary>
    public void Publish(ResourceSet set)
    {
        lock (gate)
        {
            if (set.Generation <= last.Generation)
                return;
            try
            {
                if (set.IsLoaded)
                    Build(set);
                else
                    Withhold(set);
            }
            catch (Exception e)
            {
                // A bug, but no reason to take the mesh's config away: what was published last is served on.
                Log.BuildFailed(logger, e);
            }

            last = set;
        }
    }

    public void Dispose() => reminder.Dispose();

    // An empty state would take from reconnecting proxies all that they hold.
    void Withhold(ResourceSet set)
    {
        Report(set.Diagnostics);
        reminder.Start();
    }

    void Build(ResourceSet set)
    {
        reminder.Stop();
        var start = time.GetTimestamp();
        interner.NextGeneration();
        var compiler = new MeshCompiler(set.All, set.Mesh, interner);
        Report([.. set.Diagnostics, .. compiler.Diagnostics]);
        distributor.Publish(new MeshState(compiler));

        var elapsed = time.GetElapsedTime(start);
        var services = compiler.Registry.Services.Count;
        distributor.Metrics.Published(services, set.VirtualServices.Count, elapsed);
        Log.Published(
            logger, ChangeSummary.Of(last.IsLoaded ? last : ResourceSet.Empty, set), set.All.Count, services, distributor.Proxies.Count, (long)elapsed.TotalMilliseconds);
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
