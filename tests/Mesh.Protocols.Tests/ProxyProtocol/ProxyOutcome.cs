using Mesh.Protocols.ProxyProtocol;

namespace Mesh.Protocols.Tests.ProxyProtocol;

sealed record ProxyOutcome(ProxyHeaderStatus Status, ProxyHeaderError Error, string Header);
