namespace Mesh.Protocols.Http2.Receiving;

/// <summary>Where in a frame the next byte stands.</summary>
enum Http2ReceivePhase : byte
{
    Header,

    /// <summary>Of a frame that must be whole.</summary>
    Payload,

    /// <summary>Content of DATA.</summary>
    Data,

    /// <summary>Padding of DATA, or a frame nobody knows.</summary>
    Skip,
}
