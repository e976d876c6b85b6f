namespace Mesh.Transport.Scheduling;

/// <summary>A call to make on the loop's thread.</summary>
internal readonly struct WorkItem(Action<object?> action, object? state)
{
    public void Run() => action(state);
}
