namespace Mesh.Protocols.Http2.Frames;

/// <summary>Parameters of SETTINGS (RFC 9113 section 6.5.2, RFC 8441 section 3). Unknown ones are ignored.</summary>
enum Http2SettingId : ushort
{
    HeaderTableSize = 0x1,
    EnablePush = 0x2,
    MaxConcurrentStreams = 0x3,
    InitialWindowSize = 0x4,
    MaxFrameSize = 0x5,
    MaxHeaderListSize = 0x6,
    EnableConnectProtocol = 0x8,
}
