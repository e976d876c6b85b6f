using System.Net;
using Mesh.Proxy.Upstream;

namespace Mesh.Proxy.Admin;

/// <summary>A request to admin. Its body, if there was one, has been read and dropped: parameters stand in the query.</summary>
sealed class AdminRequest
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>Decoded; a key without value is "".</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public string Host { get; init; } = "";

    /// <summary>Null: the header is not there.</summary>
    public string? Origin { get; init; }

    /// <summary>The client takes gzip (RFC 9110 section 12.5.3; a weight of 0 is taken for a refusal).</summary>
    public bool AcceptsGzip { get; init; }

    public IPAddress? Remote { get; init; }

    public bool IsHead => Method == "HEAD";

    /// <summary>From this host, and not from the addresses (127.0.0.6, ::6) that our own forwarding connects from for somebody else.</summary>
    public bool IsLocal => Remote is null || (IPAddress.IsLoopback(Plain(Remote)) && !UpstreamConnector.IsInboundSource(Plain(Remote)));

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
