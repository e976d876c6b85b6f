using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "proxy connected node={Node} address={Address} version={Version} held={Held} stale={Stale}")]
    public static partial void Connected(ILogger logger, string node, string address, string version, int held, int stale);

    [LoggerMessage(2, LogLevel.Information, "proxy disconnected node={Node} address={Address} reason=\"{Reason}\"")]
    public static partial void Disconnected(ILogger logger, string node, string address, string reason);

    [LoggerMessage(3, LogLevel.Information, "push node={Node} generation={Generation} changed={Changed} removed={Removed} frames={Frames}")]
    public static partial void Pushed(ILogger logger, string node, ulong generation, int changed, int removed, int frames);

    [LoggerMessage(4, LogLevel.Debug, "ack node={Node} generation={Generation} after_ms={Elapsed}")]
    public static partial void Acked(ILogger logger, string node, ulong generation, long elapsed);

    [LoggerMessage(5, LogLevel.Warning, "reject node={Node} generation={Generation} resource=\"{Resource}\" reason=\"{Reason}\"")]
    public static partial void Rejected(ILogger logger, string node, ulong generation, string resource, string reason);

    [LoggerMessage(6, LogLevel.Warning, "connection refused address={Address} reason=\"{Reason}\"")]
    public static partial void Refused(ILogger logger, string address, string reason);

    [LoggerMessage(7, LogLevel.Error, "resource too large to send, the proxy keeps its last good version node={Node} resource=\"{Resource}\" bytes={Bytes} limit={Limit}")]
    public static partial void TooLarge(ILogger logger, string node, string resource, int bytes, int limit);

    [LoggerMessage(8, LogLevel.Error, "session failed address={Address}")]
    public static partial void Failed(ILogger logger, string address, Exception exception);

    [LoggerMessage(9, LogLevel.Information, "config reason=\"{Reason}\" resources={Resources} services={Services} proxies={Proxies} compile_ms={Elapsed}")]
    public static partial void Published(ILogger logger, string reason, int resources, int services, int proxies, long elapsed);

    [LoggerMessage(10, LogLevel.Warning, "{Finding}")]
    public static partial void Warning(ILogger logger, string finding);

    [LoggerMessage(11, LogLevel.Error, "{Finding}")]
    public static partial void Error(ILogger logger, string finding);

    [LoggerMessage(12, LogLevel.Information, "{Finding}")]
    public static partial void Note(ILogger logger, string finding);

    [LoggerMessage(13, LogLevel.Information, "listening for proxies on {Address}, monitoring on {Monitoring}")]
    public static partial void Listening(ILogger logger, string address, string monitoring);

    [LoggerMessage(14, LogLevel.Error, "config could not be compiled, the last one is served on")]
    public static partial void BuildFailed(ILogger logger, Exception exception);

    [LoggerMessage(15, LogLevel.Error, "no config loaded: the directory of --config cannot be listed or has no files; nothing is published, proxies keep what they hold")]
    public static partial void NotLoaded(ILogger logger);

    [LoggerMessage(16, LogLevel.Information, "SIGHUP: reading the config again")]
    public static partial void Rescanning(ILogger logger);

    [LoggerMessage(17, LogLevel.Error, "config could not be compiled for an audience audience=\"{Audience}\"")]
    public static partial void AudienceFailed(ILogger logger, string audience, Exception exception);

    [LoggerMessage(18, LogLevel.Information, "endpoints services={Services} pending_config={Pending} compile_ms={Elapsed}")]
    public static partial void EndpointsPublished(ILogger logger, int services, bool pending, long elapsed);

    [LoggerMessage(19, LogLevel.Error, "endpoints could not be compiled, the last ones are served on")]
    public static partial void EndpointsFailed(ILogger logger, Exception exception);
}
