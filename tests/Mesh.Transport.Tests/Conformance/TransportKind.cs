namespace Mesh.Transport.Tests.Conformance;

/// <summary>What a conformance test runs over.</summary>
public enum TransportKind
{
    InMemory,

    /// <summary>In memory, one byte per receive.</summary>
    InMemoryByByte,
    Epoll,

    /// <summary>Epoll over Unix sockets.</summary>
    EpollUnix,
    Sockets,
}
