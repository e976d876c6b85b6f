namespace Mesh.Proxy.Identity;

/// <summary>A flag, variable or file that says who the node is cannot be understood; the message names it. Ends the start.</summary>
sealed class NodeIdentityException(string message) : Exception(message);
