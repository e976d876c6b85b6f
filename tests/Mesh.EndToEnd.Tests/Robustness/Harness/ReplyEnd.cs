namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>How the reading of a reply ended.</summary>
enum ReplyEnd
{
    /// <summary>As its framing says: the reply is complete.</summary>
    Whole,

    /// <summary>The peer closed before the reply was complete.</summary>
    Fin,

    /// <summary>The peer reset before the reply was complete.</summary>
    Reset,

    /// <summary>Nothing more came in time.</summary>
    TimedOut,

    /// <summary>What came is not HTTP/1.1.</summary>
    Malformed,
}
