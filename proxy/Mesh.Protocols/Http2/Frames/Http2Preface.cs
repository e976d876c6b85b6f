namespace Mesh.Protocols.Http2.Frames;

/// <summary>How each end begins (RFC 9113 section 3.4).</summary>
public static class Http2Preface
{
    /// <summary>What a client sends first.</summary>
    public static ReadOnlySpan<byte> Bytes => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Only what differs from the initial values, besides what each role must say.</summary>
    internal static void WriteSettings(Http2Session session)
    {
        var options = session.Options;
        Span<Http2Setting> settings =
        [
            new(Http2SettingId.HeaderTableSize, (uint)options.HeaderTableSize),
            new(Http2SettingId.InitialWindowSize, (uint)options.InitialStreamWindow),
            new(Http2SettingId.MaxHeaderListSize, (uint)session.Limits.MaxHeaderListBytes),
            default,
            default,
        ];
        var count = session.Role == Http2Role.Client ? AddClient(settings) : AddServer(settings, session);
        session.Frames.WriteSettings(settings[..count]);
    }

    static int AddClient(Span<Http2Setting> settings)
    {
        settings[3] = new(Http2SettingId.EnablePush, 0);
        return 4;
    }

    static int AddServer(Span<Http2Setting> settings, Http2Session session)
    {
        settings[3] = new(Http2SettingId.MaxConcurrentStreams, (uint)session.Options.MaxConcurrentStreams);
        settings[4] = new(Http2SettingId.EnableConnectProtocol, 1);
        return session.Limits.AllowsExtendedConnect ? 5 : 4;
    }
}
