namespace Mesh.Proxy.Config;

/// <summary>A resource cannot be used; the message is the reason the control plane is told. Caught where resources are accepted, never further up.</summary>
sealed class RejectedException(string reason) : Exception(reason);
