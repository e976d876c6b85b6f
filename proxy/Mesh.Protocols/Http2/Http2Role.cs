namespace Mesh.Protocols.Http2;

/// <summary>Which end of the connection this is.</summary>
public enum Http2Role : byte
{
    /// <summary>Opens streams (odd identifiers) and sends the connection preface.</summary>
    Client,

    /// <summary>Answers streams that the peer opens.</summary>
    Server,
}
