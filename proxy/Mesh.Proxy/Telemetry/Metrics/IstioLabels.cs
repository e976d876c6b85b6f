using System.Globalization;
using Mesh.Contract;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>From a series' key to its label values, by Istio's rules (7.3). Runs once per series, not per request.</summary>
static class IstioLabels
{
    public const string Unknown = "unknown";

    /// <summary>What Istio says for a workload without a revision.</summary>
    const string Latest = "latest";

    /// <summary>destination_service of what was counted beyond the cap on series.</summary>
    const string Overflow = "overflow";

    static readonly WorkloadIdentity Nobody = new();

    public static string[] Http(SeriesKey key) =>
        [.. Common(key, ServiceLabels.Of(key), ProtocolOf(key)), key.Code.ToString(CultureInfo.InvariantCulture), GrpcStatusOf(key), .. Ending(key)];

    public static string[] Tcp(SeriesKey key) => [.. Common(key, ServiceLabels.Of(key), "tcp"), .. Ending(key)];

    /// <summary>Reporter and class of the code are kept, so that error rates stay true.</summary>
    public static string[] HttpOverflow(SeriesKey key)
    {
        var anonymous = Anonymous(key);
        return [.. Common(anonymous, OverflowService, ProtocolOf(key)), CodeClass(key.Code), GrpcStatusOf(key), .. Ending(anonymous)];
    }

    public static string[] TcpOverflow(SeriesKey key)
    {
        var anonymous = Anonymous(key);
        return [.. Common(anonymous, OverflowService, "tcp"), .. Ending(anonymous)];
    }

    static ServiceLabels OverflowService => new(Overflow, Overflow, Unknown);

    static SeriesKey Anonymous(in SeriesKey key) =>
        key with { Source = null, Destination = null, Service = null, Host = null, Flags = ResponseFlags.None };

    static string ProtocolOf(in SeriesKey key) => key.IsGrpc ? IstioLabelNames.Grpc : "http";

    /// <summary>Empty also for a call that ended without one.</summary>
    static string GrpcStatusOf(in SeriesKey key) =>
        key.GrpcStatus is { } status ? ((int)status).ToString(CultureInfo.InvariantCulture) : "";

    static string CodeClass(int code) => code is >= 100 and <= 599 ? $"{code / 100}xx" : "0";

    static string[] Common(in SeriesKey key, in ServiceLabels service, string protocol)
    {
        var source = key.Source as WorkloadIdentity ?? Nobody;
        var destination = key.Destination as WorkloadIdentity ?? Nobody;
        return
        [
            key.Direction == Direction.Inbound ? "destination" : "source",
            OrUnknown(source.Workload),
            OrUnknown(source.CanonicalService),
            OrLatest(source.CanonicalRevision),
            OrUnknown(source.Namespace),
            Principal(key, source),
            OrUnknown(source.App),
            OrUnknown(source.Version),
            OrUnknown(source.Cluster),
            OrUnknown(destination.Workload),
            OrUnknown(destination.Namespace),
            Principal(key, destination),
            OrUnknown(destination.App),
            OrUnknown(destination.Version),
            service.Hostname,
            OrUnknown(destination.CanonicalService),
            OrLatest(destination.CanonicalRevision),
            service.Name,
            service.Namespace,
            OrUnknown(destination.Cluster),
            protocol,
        ];
    }

    static string[] Ending(in SeriesKey key) => [ResponseFlagNames.Text(key.Flags), SecurityName(key.Security)];

    /// <summary>A principal is what a certificate proved: without mutual TLS nothing was, whatever configuration or the peer says.</summary>
    static string Principal(in SeriesKey key, WorkloadIdentity identity) =>
        key.Security == ConnectionSecurity.MutualTls ? OrUnknown(identity.Principal) : Unknown;

    static string SecurityName(ConnectionSecurity security) => security switch
    {
        ConnectionSecurity.Unknown => Unknown,
        ConnectionSecurity.None => "none",
        ConnectionSecurity.MutualTls => "mutual_tls",
    };

    static string OrUnknown(string value) => value.Length > 0 ? value : Unknown;

    static string OrLatest(string value) => value.Length > 0 ? value : Latest;
}
