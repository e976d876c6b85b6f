using Mesh.Transport;

namespace Mesh.Benchmarks.Transport;

/// <summary>A deadline that counts how often it came.</summary>
sealed class CountedTimer : TimerEntry
{
    public int Times { get; private set; }

    protected internal override void OnDue() => Times++;
}
