namespace Mesh.Proxy.Forwarding;

/// <summary>What became of bytes that came where a response head is due.</summary>
enum ResponseStep : byte
{
    NeedMore,

    /// <summary>A 1xx was written for the client; it has to be flushed, and a head is still due.</summary>
    Interim,

    /// <summary>The final head was written for the client.</summary>
    Final,

    /// <summary>There will be none: the forwarder's fault says why.</summary>
    Failed,
}
