using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>A specification's socket on one worker.</summary>
sealed record BoundListener(ListenerSpec Spec, TransportListener Listener, Acceptor Acceptor);
