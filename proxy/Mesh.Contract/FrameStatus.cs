namespace Mesh.Contract;

/// <summary>The outcome of reading one frame.</summary>
public enum FrameStatus
{
    /// <summary>More bytes are needed; the buffer is unchanged.</summary>
    Incomplete,

    /// <summary>One frame was read; the buffer stands after it.</summary>
    Complete,

    /// <summary>The peer announced more than the limit. The stream cannot go on.</summary>
    TooLong,

    /// <summary>The frame's bytes are not the message expected. The stream cannot go on.</summary>
    Malformed,
}
