namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>Whole lines on their way to a destination.</summary>
readonly record struct LogBatch(ILogDestination Destination, byte[] Buffer, int Length, int Lines);
