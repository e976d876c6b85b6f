namespace Mesh.Transport.Connections;

/// <summary>What is known of input that waits below.</summary>
public enum Readiness : byte
{
    /// <summary>Nothing waits; there will be an event when that changes.</summary>
    None,

    /// <summary>The last read took all it could hold: there may be more, and there will be no event for it.</summary>
    Unknown,

    /// <summary>Input or its end waits.</summary>
    Ready,
}
