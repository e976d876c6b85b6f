namespace Mesh.Testing.Processes;

/// <summary>A child process did not do what the test waited for.</summary>
public sealed class DaemonException(string message) : Exception(message);
