namespace Mesh.Iptables.Applying;

/// <summary>The rules could not be read or changed. The message says what is missing and how to get it.</summary>
internal sealed class CaptureException(string message) : Exception(message);
