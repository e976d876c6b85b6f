namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>Real time that passes: these tests run real processes.</summary>
static class Pause
{
    public static Task For(TimeSpan time) => Task.Delay(time);
}
