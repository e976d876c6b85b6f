using Mesh.Fuzz.Targets;

namespace Mesh.Fuzz;

/// <summary>All targets. A test names the one that was forgotten.</summary>
static class FuzzTargets
{
    public static readonly IReadOnlyList<IFuzzTarget> All =
    [
        new Http1Requests(), new Http1Responses(), new Http1ChunkedBodies(), new Sniffing(),
        new ContractStreams(), new SnapshotFiles(), new ProxySnapshots(), new PeerMetadataHeaders(), new AccessLogFormats(), new Addresses(), new Regexes(),
        new ConfigFiles(), new StateFiles(), new IptablesOptions(), new IptablesState(),
    ];
}
