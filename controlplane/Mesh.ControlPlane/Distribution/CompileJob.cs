using Mesh.ControlPlane.Compiling;

namespace Mesh.ControlPlane.Distribution;

/// <summary>An audience that is to be compiled, and who waits for it. Not thread-safe.</summary>
/// <param name="definition">Under which config.</param>
/// <param name="request">Of one of its proxies.</param>
sealed class CompileJob(MeshDefinition definition, ProxyRequest request)
{
    int failures;
    long failedAt;
    bool hasFailed;

    public MeshDefinition Definition => definition;

    public ProxyRequest Request => request;

    /// <summary>Called when it is done.</summary>
    public HashSet<Action> Waiting { get; } = [];

    public void Fail(long now)
    {
        failures++;
        (failedAt, hasFailed) = (now, true);
    }

    /// <summary>Whether it has failed and is to be tried again now; says so once.</summary>
    public bool TryRestart(TimeProvider time)
    {
        if (!hasFailed || time.GetElapsedTime(failedAt) < RetryDelay.After(failures))
            return false;
        hasFailed = false;
        return true;
    }
}
