using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>spec.http[]</c>.</summary>
static class HttpRouteReader
{
    public static HttpRoute Read(FieldReader route) => new()
    {
        Name = route.Text("name"),
        Match = route.List("match", HttpMatchReader.Read),
        Route = route.List("route", WeightedDestination),
        Redirect = route.Object("redirect", Redirect),
        DirectResponse = route.Object("directResponse", DirectResponse),
        Delegate = route.Object("delegate", target => new DelegateRoute(target.Text("name") ?? "", target.Text("namespace"))),
        Rewrite = route.Object("rewrite", Rewrite),
        Timeout = route.Duration("timeout"),
        Retries = route.Object("retries", Retries),
        Fault = route.Object("fault", FaultReader.Read),
        Mirror = route.Object("mirror", DestinationReader.Read),
        MirrorPercentage = MirrorPercentage(route),
        Mirrors = route.List("mirrors", MirrorPolicy),
        CorsPolicy = route.Object("corsPolicy", CorsPolicyReader.Read),
        Headers = route.Object("headers", HeadersReader.Read),
    };

    static HttpRouteDestination WeightedDestination(FieldReader route) => new()
    {
        Destination = DestinationReader.Required(route, "destination"),
        Weight = route.Int32("weight") ?? 0,
        Headers = route.Object("headers", HeadersReader.Read),
    };

    static HttpRedirect Redirect(FieldReader redirect)
    {
        var read = new HttpRedirect
        {
            Uri = redirect.Text("uri"),
            PrefixRewrite = redirect.Text("prefixRewrite"),
            Authority = redirect.Text("authority"),
            Port = redirect.Port("port"),
            DerivePort = redirect.OptionalEnum("derivePort", NetworkingEnums.RedirectPort),
            Scheme = redirect.Text("scheme"),
            RedirectCode = (int)Math.Min(redirect.UInt32("redirectCode") ?? 0, int.MaxValue),
        };
        if (read is { Port: not null, DerivePort: not null })
        {
            redirect.Error("derivePort", "cannot be set together with port");
        }

        return read;
    }

    static HttpDirectResponse DirectResponse(FieldReader response)
    {
        if (!response.Has("status"))
        {
            response.Missing("status");
        }

        var status = (int)Math.Min(response.UInt32("status") ?? 0, int.MaxValue);
        return new HttpDirectResponse(status, response.Object("body", HttpBodyReader.Read)?.Bytes ?? default);
    }

    static HttpRewrite Rewrite(FieldReader rewrite) => new()
    {
        Uri = rewrite.Text("uri"),
        Authority = rewrite.Text("authority"),
        UriRegexRewrite = rewrite.Object(
            "uriRegexRewrite", regex => new RegexRewrite(regex.Text("match") ?? "", regex.Text("rewrite") ?? "")),
    };

    static HttpRetry Retries(FieldReader retries) => new()
    {
        Attempts = retries.Int32("attempts") ?? 0,
        PerTryTimeout = retries.Duration("perTryTimeout"),
        Backoff = retries.Duration("backoff"),
        RetryOn = retries.Text("retryOn"),
        RetryRemoteLocalities = retries.OptionalBoolean("retryRemoteLocalities"),
        RetryIgnorePreviousHosts = retries.OptionalBoolean("retryIgnorePreviousHosts"),
    };

    static HttpMirrorPolicy MirrorPolicy(FieldReader mirror) =>
        new(DestinationReader.Required(mirror, "destination"), PercentReader.Read(mirror, "percentage"));

    /// <summary>The current field wins over its two deprecated spellings.</summary>
    static double? MirrorPercentage(FieldReader route)
    {
        var (camelCase, snakeCase) = (route.UInt32("mirrorPercent"), route.UInt32("mirror_percent"));
        return PercentReader.Read(route, "mirrorPercentage") ?? camelCase ?? snakeCase;
    }
}
