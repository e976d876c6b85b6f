namespace Mesh.Transport;

/// <summary>What a relay moved and why it stopped.</summary>
public readonly record struct RelayResult(long Bytes, RelayEnd End);
