using Mesh.Protocols.Tls;

namespace Mesh.Protocols.Tests.Tls;

sealed record PeekOutcome(ClientHelloStatus Status, ClientHelloError Error, string Hello);
