namespace Mesh.Iptables.Options;

internal enum LogLevel
{
    Debug,
    Info,
    Warn,
    Error,
    None,
}
