using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Resources.MeshWide;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>Audiences are compiled once, for who still needs them, and again in a while where that failed.</summary>
public sealed class CompileQueueTests
{
    readonly ManualClock clock = new();
    readonly PilotMetrics metrics = new();
    readonly MeshCompiler compiler = new([Make.Service("s")], MeshConfig.Default, new CompilerMemory());
    readonly List<Audience> compiled = [];
    int failures;
    int woken;

    CompileQueue Queue() => new((_, _) => failures-- <= 0 ? true : throw new InvalidOperationException("a bug"), (_, audience) => compiled.Add(audience), metrics, clock, NullLogger.Instance);

    void Wake() => Interlocked.Increment(ref woken);

    async Task<string> MetricsAsync()
    {
        using var text = new MemoryStream();
        await metrics.WriteAsync(text, 0, 0, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }


    [Fact]
    public async Task It_says_what_it_compiled_and_wakes_who_waits_once()
    {
        var queue = Queue();
        var request = compiler.RequestOf(TestProxy.NodeOf("p.default"));
        queue.Request(compiler.Definition, request, Wake);
        queue.Request(compiler.Definition, request, Wake);
        await TestControlPlane.UntilAsync(() => woken > 0 && queue.Count == 0, "the audience");
        Assert.Contains(request.Audience, compiled);
    }

    [Fact]
    public async Task What_failed_is_tried_again_later_and_later_until_it_succeeds()
    {
        failures = 2;
        var queue = Queue();
        var request = compiler.RequestOf(TestProxy.NodeOf("p.default"));
        queue.Request(compiler.Definition, request, Wake);
        await TestControlPlane.UntilAsync(() => Volatile.Read(ref failures) == 1, "the first try");
        await FailedAsync(1);
        // Neither who asks again nor the clock make it start at once.
        queue.Request(compiler.Definition, request, Wake);
        queue.Tick();
        Assert.Equal(1, failures);

        clock.Advance(TimeSpan.FromSeconds(1));
        queue.Tick();
        await FailedAsync(2);
        clock.Advance(TimeSpan.FromSeconds(1));
        queue.Tick();
        Assert.Equal((0, 0), (failures, woken));

        clock.Advance(TimeSpan.FromSeconds(1));
        queue.Tick();
        await TestControlPlane.UntilAsync(() => queue.Count == 0 && woken == 1, "the audience");
        Assert.Equal([request.Audience], compiled);
    }

    async Task FailedAsync(int times)
    {
        for (var i = 0; !(await MetricsAsync()).Contains($"mesh_control_compile_failures_total{{what=\"audience\"}} {times}"); i++)
            Assert.True(i < 10_000, "it did not fail");
    }
}
