namespace Mesh.Protocols.Http1;

/// <summary>The four forms of a request target (RFC 9112 section 3.2).</summary>
public enum Http1TargetForm : byte
{
    /// <summary>/path?query</summary>
    Origin,

    /// <summary>http://authority/path?query</summary>
    Absolute,

    /// <summary>host:port, for CONNECT only.</summary>
    Authority,

    /// <summary>*, for OPTIONS only.</summary>
    Asterisk,
}
