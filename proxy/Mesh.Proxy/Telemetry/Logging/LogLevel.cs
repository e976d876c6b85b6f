namespace Mesh.Proxy.Telemetry.Logging;

/// <summary>Envoy's levels, by which /logging names them.</summary>
enum LogLevel : byte
{
    Trace,
    Debug,
    Info,
    Warning,
    Error,
    Critical,
    Off,
}
