using Xunit;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>
/// Builds a mesh once for a test class. Where the machine cannot run it nothing is built, and the class's constructor skips by
/// <see cref="Prerequisites.Require"/>.
/// </summary>
public abstract class MeshFixture : IAsyncLifetime
{
    MeshTopology? mesh;

    public MeshTopology Mesh => mesh ?? throw new InvalidOperationException("the mesh was not built");

    /// <summary>The control plane's first files.</summary>
    protected abstract IReadOnlyDictionary<string, string> Config { get; }

    protected virtual string MeshConfig => MeshTopology.DefaultMeshConfig;

    public async ValueTask InitializeAsync()
    {
        if (Prerequisites.Missing is not null)
        {
            return;
        }

        mesh = await MeshTopology.Start(Config, MeshConfig);
        try
        {
            await Build(mesh);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (mesh is { } built)
        {
            mesh = null;
            await TearDown();
            await built.DisposeAsync();
        }
    }

    /// <summary>Ends what <see cref="Build"/> began besides, also where it did not come to its end.</summary>
    protected virtual Task TearDown() => Task.CompletedTask;

    /// <summary>Adds the pods.</summary>
    protected abstract Task Build(MeshTopology mesh);
}
