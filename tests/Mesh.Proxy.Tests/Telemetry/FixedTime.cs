namespace Mesh.Proxy.Tests.Telemetry;

/// <summary>2 January 2026, 03:04:05.678 UTC, until it is moved.</summary>
sealed class FixedTime : TimeProvider
{
    long elapsed = 1_000_000;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => elapsed;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero).AddTicks((elapsed - 1_000_000) / 100);

    public void Advance(TimeSpan by) => elapsed += by.Ticks * 100;
}
