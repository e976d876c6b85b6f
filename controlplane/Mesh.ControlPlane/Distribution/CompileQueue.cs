using Mesh.ControlPlane.Compiling;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// Compiles audiences on threads of its own choice, each once, and wakes who waits. Sessions of audiences that are compiled never wait for
/// it, and one core stays free for them.
/// </summary>
/// <remarks>Bounded by the audiences of connected proxies: one entry for each, whoever asks how often.</remarks>
/// <param name="isWanted">Whether anyone still needs an audience under a config; asked when it is its turn.</param>
/// <param name="compiled">Told of each audience when it is compiled: who needed it may have gone in the meantime.</param>
/// <param name="metrics">Counts failures.</param>
/// <param name="time">Says when to try again what failed.</param>
/// <param name="logger">Hears of failures.</param>
sealed class CompileQueue(
    Func<MeshDefinition, Audience, bool> isWanted, Action<MeshDefinition, Audience> compiled, PilotMetrics metrics, TimeProvider time, ILogger logger)
{
    readonly Lock gate = new();
    readonly Dictionary<(MeshDefinition, Audience), CompileJob> jobs = [];

    /// <summary>One for each audience that may be compiled at a time.</summary>
    public SemaphoreSlim Slots { get; } = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>Audiences that are not compiled yet.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return jobs.Count;
        }
    }

    /// <summary>Calls <paramref name="wake"/> when an audience is compiled, or not wanted any more. Equal ones are called once.</summary>
    public void Request(MeshDefinition definition, ProxyRequest request, Action wake)
    {
        CompileJob? job;
        lock (gate)
        {
            var isKnown = jobs.TryGetValue((definition, request.Audience), out job);
            job ??= jobs[(definition, request.Audience)] = new CompileJob(definition, request);
            job.Waiting.Add(wake);
            if (isKnown)
                return;
        }

        Start(job);
    }

    /// <summary>Tries again what failed, each in its time.</summary>
    public void Tick()
    {
        List<CompileJob> due;
        lock (gate)
            due = [.. jobs.Values.Where(job => job.TryRestart(time))];
        due.ForEach(Start);
    }

    void Start(CompileJob job) => _ = Task.Run(() => CompileAsync(job));

    async Task CompileAsync(CompileJob job)
    {
        var audience = job.Request.Audience;
        await Slots.WaitAsync();
        try
        {
            if (isWanted(job.Definition, audience))
            {
                job.Definition.Compile(job.Request);
                compiled(job.Definition, audience);
            }

            foreach (var wake in Remove(job))
                wake();
        }
        catch (Exception e)
        {
            // A bug. Nobody is woken, so that it is not tried again at once: its proxies serve on from what they hold.
            lock (gate)
                job.Fail(time.GetTimestamp());
            metrics.CompileFailed("audience");
            Log.AudienceFailed(logger, audience.ToString(), e);
        }
        finally
        {
            Slots.Release();
        }
    }

    HashSet<Action> Remove(CompileJob job)
    {
        lock (gate)
        {
            jobs.Remove((job.Definition, job.Request.Audience));
            return job.Waiting;
        }
    }
}
