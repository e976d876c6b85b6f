namespace Mesh.Proxy.Telemetry.Logging;

/// <summary>What a line is about; each area has a level of its own.</summary>
enum LogArea : byte
{
    Main,
    Config,
    Listeners,
    Http,
    Tcp,
    Upstream,
    Telemetry,
    Admin,
}
