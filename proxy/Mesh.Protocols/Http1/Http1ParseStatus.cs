namespace Mesh.Protocols.Http1;

/// <summary>What a parser made of the bytes so far.</summary>
public enum Http1ParseStatus : byte
{
    /// <summary>The head is whole.</summary>
    Complete,

    /// <summary>All bytes so far are valid; more are needed.</summary>
    NeedMore,

    /// <summary>The message is refused; the parser's error says why. The connection must be closed after the answer.</summary>
    Invalid,
}
