using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Validation;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// Makes states of the mesh of what was loaded, says what is new about them, and publishes them: config when it is compiled, however long that
/// takes, and endpoints at once in the meantime.
/// </summary>
/// <param name="distributor">Who is to have it.</param>
/// <param name="memory">Of all states of this mesh.</param>
/// <param name="time">Measures how long it takes.</param>
/// <param name="logger">Hears of everything.</param>
sealed class MeshPublisher(Distributor distributor, CompilerMemory memory, TimeProvider time, ILogger logger) : IDisposable
{
    // Builds take turns; endpoints do not wait for them.
    readonly Lock building = new();
    readonly Lock gate = new();
    readonly NotLoadedReminder reminder = new(time, logger);
    HashSet<Diagnostic> known = [];
    ResourceSet last = ResourceSet.Empty;
    ResourceSet inUse = ResourceSet.Empty;
    ResourceSet endpoints = ResourceSet.Empty;
    // As it was read: the config that came with the endpoints in use.
    ResourceSet endpointsRead = ResourceSet.Empty;
    // Could not be compiled; null when the last one could.
    volatile ResourceSet? failed;
    ITimer? retry;
    int failures;
    int builds;

    /// <summary>Publishes a set, unless a later one was published already. Safe to call from several threads.</summary>
    public void Publish(ResourceSet set)
    {
        Interlocked.Increment(ref builds);
        lock (building)
        {
            if (set.Generation > last.Generation)
                TryBuild(set);
            Interlocked.Decrement(ref builds);
        }
    }

    /// <summary>Tries again what could not be compiled, if nothing came since. A timer does so later and later.</summary>
    public void Retry()
    {
        Interlocked.Increment(ref builds);
        lock (building)
        {
            if (failed is { } set)
                TryBuild(set);
            Interlocked.Decrement(ref builds);
        }
    }

    /// <summary>
    /// Publishes the endpoints of a set under the config that is in use, whatever else is in it; that comes with <see cref="Publish"/>. Quick,
    /// and safe to call while that runs.
    /// </summary>
    public void PublishEndpoints(ResourceSet set)
    {
        lock (gate)
        {
            if (distributor.Current is not { } current || !set.IsLoaded || set.Generation <= endpoints.Generation)
                return;
            try
            {
                PublishEndpoints(set, current);
            }
            catch (Exception e)
            {
                // As with config. They come with the next change, or with the config.
                distributor.Metrics.CompileFailed("endpoints");
                Log.EndpointsFailed(logger, e);
            }
        }
    }

    public void Dispose()
    {
        reminder.Dispose();
        retry?.Dispose();
    }

    void PublishEndpoints(ResourceSet set, MeshState current)
    {
        var start = time.GetTimestamp();
        var isPending = IsPending(set);
        var merged = EndpointResources.Merge(inUse, endpoints, set);
        var next = current.Compiler.WithEndpoints(merged.All, mayEmpty: !isPending);
        (endpoints, endpointsRead) = (merged, set);
        if (ReferenceEquals(next, current.Compiler))
            return;
        distributor.Publish(new MeshState(next, OlderWithEndpoints(current)));
        distributor.Metrics.EndpointsPublished();
        Log.EndpointsPublished(logger, next.Registry.Services.Count, isPending, (long)time.GetElapsedTime(start).TotalMilliseconds);
    }

    // A route may be about to lead elsewhere: what it leads to now is not emptied before it does. One that cannot be compiled is not about to.
    bool IsPending(ResourceSet set) =>
        Volatile.Read(ref builds) > 0
        || (EndpointResources.HasOtherConfig(set, inUse) && (failed is not { } refused || EndpointResources.HasOtherConfig(set, refused)));

    // Never throws.
    void TryBuild(ResourceSet set)
    {
        try
        {
            if (set.IsLoaded)
                Build(set);
            else
                Withhold(set);
            (failed, failures) = (null, 0);
        }
        catch (Exception e)
        {
            // A bug, but no reason to take the mesh's config away: what was published last is served on.
            (failed, failures) = (set, failures + 1);
            retry ??= time.CreateTimer(_ => Retry(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            retry.Change(RetryDelay.After(failures), Timeout.InfiniteTimeSpan);
            distributor.Metrics.CompileFailed("config");
            Log.BuildFailed(logger, e);
        }

        last = set;
    }

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
        var former = distributor.Current?.Compiler;
        var before = inUse;
        // Where nothing but endpoints changed, the config is the one that is compiled.
        var compiler = former is null || EndpointResources.HasOtherConfig(set, inUse) ? new MeshCompiler(set.All, set.Mesh, memory) : former;
        Report([.. set.Diagnostics, .. compiler.Diagnostics]);
        Commit(set, compiler);

        var elapsed = time.GetElapsedTime(start);
        var services = compiler.Registry.Services.Count;
        distributor.Metrics.Published(services, set.VirtualServices.Count, elapsed);
        Log.Published(
            logger, ChangeSummary.Of(before, set), set.All.Count, services, distributor.Proxies.Count, (long)elapsed.TotalMilliseconds);
    }

    // Endpoints that came while the config was compiled are newer than its own. Where they came with a config of theirs, which is still to be
    // compiled, a route of this one may lead to what they empty.
    void Commit(ResourceSet set, MeshCompiler compiler)
    {
        lock (gate)
        {
            var current = distributor.Current;
            var isNewest = endpoints.Generation <= set.Generation;
            var resources = isNewest ? set : EndpointResources.Merge(set, set, endpoints);
            var isSame = ReferenceEquals(compiler.Definition, current?.Compiler.Definition);
            if (isSame || !isNewest)
                compiler = (isSame ? current!.Compiler : compiler).WithEndpoints(
                    resources.All, isNewest || !EndpointResources.HasOtherConfig(endpointsRead, set), current?.Compiler);
            (inUse, endpoints, endpointsRead) = (set, resources, isNewest ? set : endpointsRead);
            if (!ReferenceEquals(compiler, current?.Compiler))
                distributor.Publish(new MeshState(compiler, isSame ? OlderWithEndpoints(current!) : current?.Compiler));
        }
    }

    MeshCompiler? OlderWithEndpoints(MeshState state) =>
        state.Older is null || distributor.IsCompiled(state.Compiler.Definition) ? null : state.Older.WithEndpoints(endpoints.All, mayEmpty: false);

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
