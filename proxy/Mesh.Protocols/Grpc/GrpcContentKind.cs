namespace Mesh.Protocols.Grpc;

/// <summary>What a content-type says of a message.</summary>
public enum GrpcContentKind : byte
{
    /// <summary>Neither gRPC nor gRPC-Web.</summary>
    None,

    /// <summary>application/grpc</summary>
    Grpc,

    /// <summary>application/grpc-web: gRPC's messages, and its trailers behind them in the body.</summary>
    GrpcWeb,

    /// <summary>application/grpc-web-text: the same in base64.</summary>
    GrpcWebText,
}
