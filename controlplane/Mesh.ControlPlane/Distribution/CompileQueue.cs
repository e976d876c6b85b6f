using Mesh.ControlPlane.Compiling;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// Compiles audiences on threads of its own choice, each once, and wakes who waits. Sessions of audiences that are compiled never wait for
/// it, and one core stays free for them.
/// </summary>
/// <remarks>Bounded by the audiences of connected proxies: one entry for each, whoever asks how often.</remarks>
sealed class CompileQueue(Func<MeshDefinition, bool> isWanted, ILogger logger)
{
    readonly Lock gate = new();
    readonly Dictionary<(MeshDefinition, Audience), List<ProxySession>> waiting = [];

    /// <summary>One for each audience that may be compiled at a time.</summary>
    public SemaphoreSlim Slots { get; } = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>Wakes a session when its audience is compiled, or not wanted any more.</summary>
    public void Request(MeshDefinition definition, ProxyRequest request, ProxySession session)
    {
        lock (gate)
        {
            if (waiting.TryGetValue((definition, request.Audience), out var sessions))
            {
                if (!sessions.Contains(session))
                    sessions.Add(session);
                return;
            }

            waiting[(definition, request.Audience)] = [session];
        }

        _ = Task.Run(() => CompileAsync(definition, request));
    }

    async Task CompileAsync(MeshDefinition definition, ProxyRequest request)
    {
        await Slots.WaitAsync();
        try
        {
            if (isWanted(definition))
                definition.Compile(request);
            Remove(definition, request.Audience).ForEach(session => session.Wake());
        }
        catch (Exception e)
        {
            // A bug. Nobody is woken, so that it is not tried again at once: its proxies serve on from what they hold.
            Remove(definition, request.Audience);
            Log.AudienceFailed(logger, request.Audience.ToString(), e);
        }
        finally
        {
            Slots.Release();
        }
    }

    List<ProxySession> Remove(MeshDefinition definition, Audience audience)
    {
        lock (gate)
            return waiting.Remove((definition, audience), out var sessions) ? sessions : [];
    }
}
