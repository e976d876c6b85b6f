namespace Mesh.Protocols.ProxyProtocol;

/// <summary>Type and value of something version 2 tells beside the addresses.</summary>
public readonly ref struct ProxyTlv(ProxyTlvType type, ReadOnlySpan<byte> value)
{
    /// <summary>Type and length in front of a value.</summary>
    public const int HeaderLength = 3;

    public ProxyTlvType Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;
}
