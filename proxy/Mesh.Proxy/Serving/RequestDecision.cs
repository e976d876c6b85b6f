using Mesh.Protocols.Http1;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Serving.Heads;

namespace Mesh.Proxy.Serving;

/// <summary>What is done with a request: routing, then the route's filters, then the choice of a cluster. Runs to its end without waiting.</summary>
sealed class RequestDecision(Worker worker, Exchange exchange, HeadStore store)
{
    /// <summary>Null: forward it to the exchange's cluster, or to where the client dialled if it has none; or a filter has set the exchange's LocalResponse.</summary>
    public Fault? Decide(Downstream downstream)
    {
        var head = exchange.Request;
        if (head.MinorVersion == 0 && !worker.Options.AcceptsHttp10)
        {
            return FaultTable.LowVersion;
        }

        if (head.Method == Http1Method.Connect)
        {
            return FaultTable.UpgradeRejected;
        }

        GrpcRequest.Recognise(exchange, downstream);
        ClientAddressRule.Apply(exchange);
        if (!PathRule.Apply(exchange, store))
        {
            return FaultTable.PathRejected;
        }

        if (exchange.Direction == Direction.Inbound)
        {
            exchange.SourceWorkload = downstream.PeerOf(MetadataOfPeer());
        }

        var routes = downstream.RoutesOf(exchange.Snapshot);
        if (routes is null)
        {
            return Unknown(downstream);
        }

        exchange.Match = routes.Match(View());
        return exchange.Match.Route is { } route ? Apply(route) : Missed(downstream);
    }

    ReadOnlySpan<byte> MetadataOfPeer()
    {
        var index = exchange.Request.IndexOf(Http1KnownField.XEnvoyPeerMetadata);
        return index < 0 ? default : exchange.Request[index].Value.Of(exchange.RequestBytes.Span);
    }

    RequestView View()
    {
        var bytes = exchange.RequestBytes.Span;
        var head = exchange.Request;
        var target = exchange.PathAndQuery.Span;
        var path = exchange.NormalizedPath.IsEmpty ? head.Path.Of(bytes) : PathRule.WithoutQuery(target);
        var query = target[path.Length..];
        return new RequestView
        {
            Bytes = bytes,
            Head = head,
            Method = head.MethodRange.Of(bytes),
            Authority = head.Authority.Of(bytes),
            Scheme = "http"u8,
            Path = path.IsEmpty ? "/"u8 : path,
            Query = query.IsEmpty ? query : query[1..],
        };
    }

    Fault? Apply(Route route)
    {
        exchange.Route = route;
        exchange.DecidedBy = route.Origin.Length > 0 ? route.Origin : route.Name;
        if (!Run(route.Filters))
        {
            return null;
        }

        if (route.Clusters.Pick(ref worker.Random) is not { } choice)
        {
            return FaultTable.NoCluster;
        }

        exchange.Destination = choice;
        exchange.Cluster = choice.Cluster;
        exchange.ClusterName = choice.Cluster?.Name ?? choice.MissingName;
        if (choice.Cluster is null)
        {
            return FaultTable.NoCluster;
        }

        Run(choice.Filters);
        return null;
    }

    /// <summary>False: a filter answers.</summary>
    bool Run(IReadOnlyList<IHttpFilter> filters)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            if (filters[i].OnRequest(exchange) == FilterResult.Respond)
            {
                return false;
            }
        }

        return true;
    }

    Fault? Missed(Downstream downstream)
    {
        switch (exchange.Match.Miss)
        {
            case RouteMiss.Passthrough:
                return Unknown(downstream);
            case RouteMiss.Blocked:
                return Block();
            case RouteMiss.HttpsRedirect:
                HttpsRedirect.Answer(exchange);
                return null;
            case RouteMiss.None or RouteMiss.NotFound:
                return FaultTable.NoRoute;
            default:
                throw new InvalidOperationException("RouteMiss has a member that is not handled.");
        }
    }

    /// <summary>5.27: what no service claims goes where the client dialled, or nowhere.</summary>
    Fault? Unknown(Downstream downstream)
    {
        if (exchange.Direction == Direction.Gateway)
        {
            return FaultTable.NoRoute;
        }

        return downstream.Arrival.RouteOfUnknown(exchange.Snapshot) is { } route ? Apply(route) : Block();
    }

    /// <summary>Counted and logged under BlackHoleCluster; nothing is connected.</summary>
    Fault Block()
    {
        var route = exchange.Snapshot.BlackHole;
        exchange.Route = route;
        exchange.DecidedBy = route.Name;
        exchange.Cluster = route.Clusters.Choices[0].Cluster;
        exchange.ClusterName = exchange.Cluster?.Name ?? "";
        return FaultTable.Blocked;
    }
}
