namespace Mesh.Proxy.Serving;

/// <summary>What a deadline waits for.</summary>
enum DeadlineReason : byte
{
    None,

    /// <summary>The next request on a connection.</summary>
    KeepAlive,

    /// <summary>The rest of a request head.</summary>
    RequestHead,

    /// <summary>Any byte of an exchange, in either direction.</summary>
    Progress,

    /// <summary>The whole response (3.21).</summary>
    Route,

    /// <summary>The client taking an answer of the proxy's own.</summary>
    Answer,

    /// <summary>The first bytes of a connection whose protocol is not declared (2.3).</summary>
    Detection,

    /// <summary>The peer's acknowledgement of our SETTINGS.</summary>
    Settings,

    /// <summary>The next report on a TCP flow (7.2).</summary>
    Report,
}
