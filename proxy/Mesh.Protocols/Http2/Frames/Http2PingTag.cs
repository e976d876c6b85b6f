namespace Mesh.Protocols.Http2.Frames;

/// <summary>What a PING of ours is for: the upper half of its eight bytes; four letters, for those who read captures.</summary>
enum Http2PingTag : uint
{
    /// <summary>"rtt?"</summary>
    Probe = 0x7274743f,

    /// <summary>"bye?": between the two GOAWAYs.</summary>
    Drain = 0x6279653f,

    /// <summary>"ping": the owner's.</summary>
    Owner = 0x70696e67,
}
