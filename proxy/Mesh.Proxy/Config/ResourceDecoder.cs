using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>From the bytes of a resource to what the proxy uses, with every check that needs no other resource.</summary>
static class ResourceDecoder
{
    /// <returns>What <see cref="AcceptedResource.Decoded"/> says.</returns>
    /// <exception cref="RejectedException">The resource must not be used.</exception>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The body is not what the kind says.</exception>
    public static object? Decode(Resource resource)
    {
        if (!ContentHash.Matches(resource))
            throw new RejectedException("the hash is not that of the body: it was damaged on its way");
        return resource.Kind switch
        {
            Kind.Workload => DecodeWorkload(resource),
            Kind.Service => DecodeService(resource),
            Kind.Endpoints => DecodeEndpoints(resource),
            Kind.Routes => DecodeRoutes(resource),
            Kind.GatewayServer => DecodeGatewayServer(resource),
            // A newer control plane's (11.11): kept, so that it is not sent again, and not used.
            _ => null,
        };
    }

    static Workload DecodeWorkload(Resource resource)
    {
        CheckName(resource, ResourceCodec.WorkloadName);
        var workload = Workload.Parser.ParseFrom(resource.Body);
        workload.Identity ??= new WorkloadIdentity();
        foreach (var port in workload.Inbound)
            ContractAddress.ReadPort(port.Port, "inbound port");
        return workload;
    }

    static ServicePlan DecodeService(Resource resource)
    {
        var service = Service.Parser.ParseFrom(resource.Body);
        CheckName(resource, service.Hostname);
        return ServicePlan.Read(service);
    }

    static object? DecodeEndpoints(Resource resource)
    {
        var endpoints = Endpoints.Parser.ParseFrom(resource.Body);
        CheckName(resource, endpoints.Hostname);
        foreach (var endpoint in endpoints.Endpoints_)
            EndpointPlan.Read(endpoint);
        return null;
    }

    static RoutesPlan DecodeRoutes(Resource resource)
    {
        var routes = Routes.Parser.ParseFrom(resource.Body);
        CheckName(resource, routes.Name);
        return RoutesPlan.Read(routes);
    }

    static GatewayServerPlan DecodeGatewayServer(Resource resource)
    {
        var server = GatewayServer.Parser.ParseFrom(resource.Body);
        CheckName(resource, server.Name);
        return GatewayServerPlan.Read(server);
    }

    static void CheckName(Resource resource, string own)
    {
        if (resource.Name != own)
            throw new RejectedException($"the resource is called \"{resource.Name}\", its body says \"{own}\"");
    }
}
