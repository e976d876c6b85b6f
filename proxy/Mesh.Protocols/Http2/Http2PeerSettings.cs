using Mesh.Protocols.Http2.FlowControl;
using Mesh.Protocols.Http2.Frames;

namespace Mesh.Protocols.Http2;

/// <summary>What the peer said in SETTINGS so far; RFC 9113 section 6.5.2's initial values before.</summary>
public sealed class Http2PeerSettings
{
    /// <summary>False until its first SETTINGS came.</summary>
    public bool IsReceived { get; internal set; }

    public uint HeaderTableSize { get; private set; } = 4096;

    /// <summary>Unlimited unless said; clients take 100 for it before the first SETTINGS.</summary>
    public uint MaxConcurrentStreams { get; private set; } = uint.MaxValue;

    public int InitialWindowSize { get; private set; } = Http2SendWindow.Default;

    public int MaxFrameSize { get; private set; } = Http2FrameHeader.DefaultMaxLength;

    /// <summary>Advisory: a larger head may be refused by the peer.</summary>
    public uint MaxHeaderListSize { get; private set; } = uint.MaxValue;

    /// <summary>Extended CONNECT may be used (RFC 8441).</summary>
    public bool EnableConnectProtocol { get; private set; }

    /// <summary>Takes one parameter over. Returns the connection error its value is, or NoError.</summary>
    internal Http2ErrorCode Apply(Http2Setting setting, Http2Role us)
    {
        switch (setting.Id)
        {
            case Http2SettingId.HeaderTableSize:
                HeaderTableSize = setting.Value;
                return Http2ErrorCode.NoError;
            case Http2SettingId.EnablePush:
                return IsValidPush(setting.Value, us) ? Http2ErrorCode.NoError : Http2ErrorCode.ProtocolError;
            case Http2SettingId.MaxConcurrentStreams:
                MaxConcurrentStreams = setting.Value;
                return Http2ErrorCode.NoError;
            case Http2SettingId.InitialWindowSize:
                return ApplyWindow(setting.Value);
            case Http2SettingId.MaxFrameSize:
                return ApplyFrameSize(setting.Value);
            case Http2SettingId.MaxHeaderListSize:
                MaxHeaderListSize = setting.Value;
                return Http2ErrorCode.NoError;
            case Http2SettingId.EnableConnectProtocol:
                return ApplyConnect(setting.Value);
            default:
                return Http2ErrorCode.NoError;
        }
    }

    /// <summary>A server must not send 1 (section 6.5.2).</summary>
    static bool IsValidPush(uint value, Http2Role us) => value == 0 || (value == 1 && us == Http2Role.Server);

    Http2ErrorCode ApplyWindow(uint value)
    {
        if (value > int.MaxValue)
        {
            return Http2ErrorCode.FlowControlError;
        }

        InitialWindowSize = (int)value;
        return Http2ErrorCode.NoError;
    }

    Http2ErrorCode ApplyFrameSize(uint value)
    {
        if (value is < Http2FrameHeader.DefaultMaxLength or > Http2FrameHeader.LargestMaxLength)
        {
            return Http2ErrorCode.ProtocolError;
        }

        MaxFrameSize = (int)value;
        return Http2ErrorCode.NoError;
    }

    /// <summary>Not to be taken back once given (RFC 8441 section 3).</summary>
    Http2ErrorCode ApplyConnect(uint value)
    {
        if (value > 1 || (EnableConnectProtocol && value == 0))
        {
            return Http2ErrorCode.ProtocolError;
        }

        EnableConnectProtocol = value == 1;
        return Http2ErrorCode.NoError;
    }
}
