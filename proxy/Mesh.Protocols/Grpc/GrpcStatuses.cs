using System.Globalization;

namespace Mesh.Protocols.Grpc;

/// <summary>grpc-status as text, and what an HTTP status is as one.</summary>
public static class GrpcStatuses
{
    /// <summary>Decimal digits of the longest code.</summary>
    public const int MaxLength = 2;

    /// <summary>
    /// What a response without grpc-status counts as, and what a failure made by the proxy tells a gRPC client (gRPC's
    /// http-grpc-status-mapping.md; Envoy's local replies).
    /// </summary>
    public static GrpcStatus OfHttp(int httpStatus) => httpStatus switch
    {
        400 => GrpcStatus.Internal,
        401 => GrpcStatus.Unauthenticated,
        403 => GrpcStatus.PermissionDenied,
        404 => GrpcStatus.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatus.Unavailable,
        _ => GrpcStatus.Unknown,
    };

    /// <summary>1*DIGIT without leading zeros. A code that is not assigned yet is read as Unknown, as every client has it.</summary>
    /// <returns>False, and Unknown, if the value is no number.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out GrpcStatus status)
    {
        status = GrpcStatus.Unknown;
        if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (value[0] == '0' && value.Length > 1))
        {
            return false;
        }

        var code = value.Length > MaxLength ? byte.MaxValue
            : value.Length == 1 ? value[0] - '0'
            : ((value[0] - '0') * 10) + (value[1] - '0');
        status = code <= (int)GrpcStatus.Unauthenticated ? (GrpcStatus)code : GrpcStatus.Unknown;
        return true;
    }

    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(GrpcStatus status, Span<byte> destination)
    {
        ((byte)status).TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }
}
