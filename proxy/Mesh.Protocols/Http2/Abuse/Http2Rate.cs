namespace Mesh.Protocols.Http2.Abuse;

/// <summary>A bound on how often something may happen: this many at once, then this many a second.</summary>
public readonly record struct Http2Rate(int Burst, int PerSecond);
