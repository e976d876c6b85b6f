namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>An access log as configured: what to print and where to.</summary>
sealed record AccessLogTarget(AccessLogFormat Format, ILogDestination Destination);
