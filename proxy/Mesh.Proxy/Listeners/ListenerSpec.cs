using System.Net;

namespace Mesh.Proxy.Listeners;

/// <summary>One address to listen on, on every worker.</summary>
/// <param name="Name">As admin and metrics name it: "virtualOutbound", "virtualInbound", a gateway server's origin.</param>
/// <param name="EndPoint">Port 0 only with one worker: the others could not know which the kernel chose.</param>
/// <param name="Side">What it is for.</param>
/// <param name="MakeAcceptor">One per worker.</param>
sealed record ListenerSpec(string Name, IPEndPoint EndPoint, ListenerSide Side, Func<Worker, Acceptor> MakeAcceptor);
