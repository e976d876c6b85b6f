using System.Runtime.CompilerServices;
using Mesh.Protocols.Grpc;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// What tells one series from another, by reference: the objects are those of the configuration (or interned by the worker), so that no string is
/// hashed or compared per request. Two keys may stand for the same labels; <see cref="SeriesTable{TSeries}"/> sees to that.
/// </summary>
/// <param name="Source">The calling workload, or null: unknown.</param>
/// <param name="Destination">The called workload, or null: unknown.</param>
/// <param name="Service">The cluster, or its name where there is no such cluster, or null.</param>
/// <param name="Host">What the client asked for, where the cluster stands for no service.</param>
/// <param name="GrpcStatus">Of a gRPC call; null: it ended without one.</param>
readonly record struct SeriesKey(
    Direction Direction,
    ConnectionSecurity Security,
    object? Source,
    object? Destination,
    object? Service,
    string? Host,
    int Code,
    ResponseFlags Flags,
    bool IsGrpc = false,
    GrpcStatus? GrpcStatus = null)
{
    public bool Equals(SeriesKey other) =>
        ReferenceEquals(Source, other.Source)
        && ReferenceEquals(Destination, other.Destination)
        && ReferenceEquals(Service, other.Service)
        && ReferenceEquals(Host, other.Host)
        && Code == other.Code
        && IsGrpc == other.IsGrpc
        && GrpcStatus == other.GrpcStatus
        && Flags == other.Flags
        && Direction == other.Direction
        && Security == other.Security;

    public override int GetHashCode()
    {
        var hash = (uint)RuntimeHelpers.GetHashCode(Source);
        hash = Mix(hash, (uint)RuntimeHelpers.GetHashCode(Destination));
        hash = Mix(hash, (uint)RuntimeHelpers.GetHashCode(Service));
        hash = Mix(hash, (uint)RuntimeHelpers.GetHashCode(Host));
        hash = Mix(hash, IsGrpc ? 1 + (uint)(GrpcStatus ?? (GrpcStatus)byte.MaxValue) : 0);
        hash = Mix(hash, (uint)Code | ((uint)Direction << 16) | ((uint)Security << 24));
        return (int)Mix(hash, (uint)Flags);
    }

    static uint Mix(uint hash, uint value) => (hash ^ value) * 0x9E3779B1 ^ (hash >> 15);
}
