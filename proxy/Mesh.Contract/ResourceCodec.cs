using Google.Protobuf;

namespace Mesh.Contract;

/// <summary>Packs and unpacks the bodies of resources.</summary>
public static class ResourceCodec
{
    /// <summary>The name of the one resource of kind <see cref="Kind.Workload"/>.</summary>
    public const string WorkloadName = "self";

    /// <summary>Serializes <paramref name="body"/> and hashes it.</summary>
    public static Resource Pack(Kind kind, string name, IMessage body)
    {
        var bytes = body.ToByteString();
        return new Resource { Kind = kind, Name = name, Body = bytes, Hash = ContentHash.Of(bytes.Span) };
    }

    /// <summary>The message in a resource's body, or null for a kind this build does not know.</summary>
    /// <exception cref="InvalidProtocolBufferException">The body is not the message its kind names.</exception>
    public static IMessage? Unpack(Resource resource) => resource.Kind switch
    {
        Kind.Workload => Workload.Parser.ParseFrom(resource.Body),
        Kind.Service => Service.Parser.ParseFrom(resource.Body),
        Kind.Endpoints => Endpoints.Parser.ParseFrom(resource.Body),
        Kind.Routes => Routes.Parser.ParseFrom(resource.Body),
        Kind.GatewayServer => GatewayServer.Parser.ParseFrom(resource.Body),
        Kind.Unspecified => null,
        _ => null,
    };

    /// <summary>The key of a resource.</summary>
    public static ResourceKey Key(this Resource resource) => new(resource.Kind, resource.Name);

    /// <summary>The key a removal names.</summary>
    public static ResourceKey Key(this ResourceName name) => new(name.Kind, name.Name);
}
