namespace Mesh.Protocols.Dns;

/// <summary>What a message is to who waits for the answer to one question.</summary>
public enum DnsStatus : byte
{
    /// <summary>The answer, with addresses.</summary>
    Answered,

    /// <summary>The name exists and has no address of this kind.</summary>
    NoData,

    /// <summary>NXDOMAIN: the name does not exist, nor does anything below it.</summary>
    NoSuchName,

    /// <summary>The server does not understand the question as it was asked (FORMERR, NOTIMP): perhaps without EDNS.</summary>
    NotUnderstood,

    /// <summary>The server cannot or will not answer (SERVFAIL, REFUSED, anything else): another may.</summary>
    ServerFailure,

    /// <summary>TC: the answer is longer than a datagram; ask by TCP.</summary>
    Truncated,

    /// <summary>Not the answer to this question: another id, name, type or no response at all. Whoever waits goes on waiting.</summary>
    Foreign,

    /// <summary>No message by RFC 1035: counts, lengths, names or pointers that do not hold.</summary>
    Malformed,
}
