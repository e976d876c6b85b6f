namespace Mesh.Iptables.Options;

/// <summary>An option the user gave cannot be used. The message names the flag or variable, its value and what would be accepted.</summary>
internal sealed class OptionException(string message) : Exception(message);
