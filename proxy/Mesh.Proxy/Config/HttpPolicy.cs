using System.Text;
using Mesh.Contract;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Paths;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Config;

/// <summary>What the mesh's configuration says of all HTTP that a proxy serves: its paths (2.21), its clients' addresses (2.22), its own fields (2.24).</summary>
sealed class HttpPolicy
{
    public static readonly HttpPolicy Default = Of(new Workload());

    static readonly byte[] IstioEnvoy = [.. "server: istio-envoy\r\n"u8];
    static readonly byte[] Envoy = [.. "server: envoy\r\n"u8];

    byte[]? ownServerLine;

    public PathNormalization Normalization { get; private init; }

    /// <summary>Proxies in front of a gateway that are believed.</summary>
    public int TrustedProxies { get; private init; }

    /// <summary>False: an upstream's server field passes.</summary>
    public bool WritesServer { get; private init; }

    public bool WritesRequestId { get; private init; }

    public bool WritesAttemptCount { get; private init; }

    /// <summary>x-envoy-upstream-service-time and x-envoy-original-path.</summary>
    public bool WritesEnvoyDebug { get; private init; }

    public static HttpPolicy Of(Workload workload) => new()
    {
        Normalization = NormalizationOf(workload.PathNormalization),
        TrustedProxies = (int)Math.Min(workload.TrustedProxies, int.MaxValue),
        WritesServer = workload.Headers is not { NoServer: true },
        WritesRequestId = workload.Headers is not { NoRequestId: true },
        WritesAttemptCount = workload.Headers is not { NoAttemptCount: true },
        WritesEnvoyDebug = workload.Headers is not { NoEnvoyDebug: true },
        ownServerLine = ServerLineOf(workload.Headers?.Server ?? ""),
    };

    /// <summary>The line with its CRLF.</summary>
    public ReadOnlySpan<byte> ServerLine(Direction direction) => ownServerLine ?? (direction == Direction.Outbound ? Envoy : IstioEnvoy);

    static byte[]? ServerLineOf(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        return bytes.Length > 0 && Http1Grammar.IsFieldValue(bytes) ? [.. "server: "u8, .. bytes, .. "\r\n"u8] : null;
    }

    /// <summary>A newer control plane's mode is at least the default.</summary>
    static PathNormalization NormalizationOf(Workload.Types.PathNormalization mode) => mode switch
    {
        Workload.Types.PathNormalization.None => PathNormalization.None,
        Workload.Types.PathNormalization.MergeSlashes => PathNormalization.MergeSlashes,
        Workload.Types.PathNormalization.DecodeAndMergeSlashes => PathNormalization.DecodeAndMergeSlashes,
        _ => PathNormalization.Base,
    };
}
