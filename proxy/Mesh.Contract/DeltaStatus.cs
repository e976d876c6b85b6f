namespace Mesh.Contract;

/// <summary>What one more frame of a generation makes.</summary>
public enum DeltaStatus
{
    /// <summary>More frames of this generation follow.</summary>
    Partial,

    /// <summary>The generation is whole and can be applied.</summary>
    Complete,

    /// <summary>A frame of another generation came before this one was complete: the stream is broken.</summary>
    Interleaved,

    /// <summary>The generation exceeds the limit: the stream must be closed.</summary>
    TooLarge,
}
