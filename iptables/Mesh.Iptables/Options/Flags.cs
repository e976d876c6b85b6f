using System.Collections.Immutable;

namespace Mesh.Iptables.Options;

/// <summary>Every option of the program, with Istio's spelling. A new option is a field here and a line in <see cref="All"/>.</summary>
internal static class Flags
{
    public static readonly Flag EnvoyPort = new("envoy-port", 'p', [], "15001",
        "Port of the proxy's outbound listener: captured outbound TCP goes there.");

    public static readonly Flag InboundCapturePort = Bound("inbound-capture-port", 'z', "15006",
        "Port of the proxy's inbound listener: captured inbound TCP goes there.");

    public static readonly Flag InboundTunnelPort = Bound("inbound-tunnel-port", 'e', "15008",
        "Port of the mesh tunnel: delivered to its listener, never redirected.");

    public static readonly Flag ProxyUid = Bound("proxy-uid", 'u', "",
        "Comma separated users (name or uid) whose traffic is never redirected. Unset: the user named by ENVOY_USER, else 1337.");

    public static readonly Flag ProxyGid = Bound("proxy-gid", 'g', "",
        "Comma separated groups (name or gid) whose traffic is never redirected. Unset: the same numbers as the users.");

    public static readonly Flag InterceptionMode = Bound("istio-inbound-interception-mode", 'm', "REDIRECT",
        "How inbound connections reach the proxy: REDIRECT, or NONE for no capture at all (TPROXY is not yet supported).");

    public static readonly Flag InboundPorts = Bound("istio-inbound-ports", 'b', "",
        "Comma separated inbound ports to capture; \"*\" captures all, empty captures none.");

    public static readonly Flag InboundPortsExclude = Bound("istio-local-exclude-ports", 'd', "",
        "Comma separated inbound ports to leave alone; has an effect only when all inbound ports (\"*\") are captured.");

    public static readonly Flag ExcludeInterfaces = Bound("istio-exclude-interfaces", 'c', "",
        "Comma separated network interfaces whose traffic is not captured, neither inbound nor outbound.");

    public static readonly Flag ServiceCidr = Bound("istio-service-cidr", 'i', "",
        "Comma separated IPv4 and IPv6 CIDRs whose outbound traffic is captured; \"*\" captures all, empty captures none.");

    public static readonly Flag ServiceExcludeCidr = Bound("istio-service-exclude-cidr", 'x', "",
        "Comma separated IPv4 and IPv6 CIDRs whose outbound traffic is left alone; wins over the captured CIDRs.");

    public static readonly Flag OutboundPorts = Bound("istio-outbound-ports", 'q', "",
        "Comma separated outbound ports to capture whatever the address.");

    public static readonly Flag OutboundPortsExclude = Bound("istio-local-outbound-ports-exclude", 'o', "",
        "Comma separated outbound ports to leave alone, TCP and UDP.");

    public static readonly Flag KubeVirtInterfaces = Bound("kube-virt-interfaces", 'k', "",
        "Comma separated virtual interfaces (VM or container bridges) whose inbound traffic is treated as outbound.");

    public static readonly Flag TproxyMark = Bound("istio-inbound-tproxy-mark", 't', "1337",
        "Packet mark of TPROXY mode (accepted; has an effect once TPROXY is supported).");

    public static readonly Flag TproxyRouteTable = Bound("istio-inbound-tproxy-route-table", 'r', "133",
        "Routing table of TPROXY mode (accepted; has an effect once TPROXY is supported).");

    public static readonly Flag DryRun = Switch("dry-run", 'n', "Print the rules on standard output and touch nothing.");

    public static readonly Flag ProbePort = Bound("iptables-probe-port", null, "15002",
        "Port that --run-validation connects to; nothing listens there, so only a redirect can answer.");

    public static readonly Flag ProbeTimeout = Bound("probe-timeout", null, "5s",
        "How long --run-validation tries, as a duration such as 5s, 500ms or 1m30s.");

    public static readonly Flag SkipRuleApply = Switch("skip-rule-apply", null, "Do not apply rules (for --run-validation alone).");

    public static readonly Flag RunValidation = Switch("run-validation", null,
        "Prove by a real connection that redirection works; exit code 126 when it does not.");

    public static readonly Flag RedirectDns = Switch("redirect-dns", null,
        "Capture DNS (not yet supported: refused when set).", "ISTIO_META_DNS_CAPTURE");

    public static readonly Flag DropInvalid = Switch("drop-invalid", null,
        "Drop packets that connection tracking calls invalid, instead of letting the kernel reset the connection.", "INVALID_DROP");

    public static readonly Flag DualStack = Switch("dual-stack", null,
        "Capture IPv6 beside IPv4 when the host has both. Without it only the family of the first address is captured.",
        "ISTIO_DUAL_STACK");

    public static readonly Flag CaptureAllDns = Switch("capture-all-dns", null,
        "Capture DNS to every server (has an effect only with --redirect-dns).");

    public static readonly Flag NetworkNamespace = Bound("network-namespace", null, "",
        "Network namespace to program (not yet supported: refused when set; use \"ip netns exec\" or nsenter).");

    public static readonly Flag CniMode = Switch("cni-mode", null, "Run as a CNI plugin (not yet supported: refused when set).");

    public static readonly Flag Reconcile = Switch("reconcile", null,
        "Replace rules of an earlier run that differ from the wanted ones, dropping traffic meanwhile, instead of failing.");

    public static readonly Flag CleanupOnly = Switch("cleanup-only", null,
        "Remove everything this program made, in both iptables variants and both address families, and make nothing.");

    public static readonly Flag ForceApply = Switch("force-apply", null, "Apply the rules even when they appear to be in place.");

    public static readonly Flag NativeNftables = Switch("native-nftables", null,
        "Use nft rules instead of iptables (not yet supported: refused when set).");

    public static readonly Flag ForceBinary = Bound("force-iptables-binary", null, "",
        "Use this iptables variant, legacy or nft, instead of detecting the one in use.");

    public static readonly Flag OwnerGroups = new(null, null, ["ISTIO_OUTBOUND_OWNER_GROUPS"], "*",
        "Comma separated groups (name or gid) whose outbound traffic is captured; at most 64, \"*\" means all.");

    public static readonly Flag OwnerGroupsExclude = new(null, null, ["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE"], "",
        "Comma separated groups (name or gid) whose outbound traffic is left alone; has an effect only when all groups are captured.");

    public static readonly Flag LoopbackCidr = new(null, null, ["ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR"], "127.0.0.1/32",
        "IPv4 loopback range that means \"this host's application\": traffic to it stays direct.");

    public static readonly Flag EnvoyUser = new(null, null, ["ENVOY_USER"], "istio-proxy",
        "User the proxy runs as, used when --proxy-uid is not given.");

    public static readonly Flag LogOutputLevel = new("log_output_level", null, [], "default:info",
        "Least level to log: debug, info, warn, error or none, alone or as scope:level pairs of which \"default\" or \"all\" counts.");

    public static readonly Flag LogTarget = Ignored("log_target");
    public static readonly Flag LogAsJson = Ignored("log_as_json", isSwitch: true);
    public static readonly Flag LogCaller = Ignored("log_caller");
    public static readonly Flag LogStacktraceLevel = Ignored("log_stacktrace_level");

    public static readonly ImmutableArray<Flag> All =
    [
        EnvoyPort, InboundCapturePort, InboundTunnelPort, ProxyUid, ProxyGid, InterceptionMode, InboundPorts, InboundPortsExclude,
        ExcludeInterfaces, ServiceCidr, ServiceExcludeCidr, OutboundPorts, OutboundPortsExclude, KubeVirtInterfaces, TproxyMark,
        TproxyRouteTable, DryRun, ProbePort, ProbeTimeout, SkipRuleApply, RunValidation, RedirectDns, DropInvalid, DualStack,
        CaptureAllDns, NetworkNamespace, CniMode, Reconcile, CleanupOnly, ForceApply, NativeNftables, ForceBinary,
        OwnerGroups, OwnerGroupsExclude, LoopbackCidr, EnvoyUser, LogOutputLevel, LogTarget, LogAsJson, LogCaller, LogStacktraceLevel,
    ];

    private static Flag Bound(string name, char? letter, string fallback, string description) =>
        new(name, letter, [VariableOf(name)], fallback, description);

    private static Flag Switch(string name, char? letter, string description, params string[] moreVariables) =>
        new(name, letter, [VariableOf(name), .. moreVariables], "false", description, IsSwitch: true);

    private static Flag Ignored(string name, bool isSwitch = false) =>
        new(name, null, [], "", "Accepted so that Istio's container arguments work unchanged; has no effect.", isSwitch);

    private static string VariableOf(string name) => name.Replace('-', '_').ToUpperInvariant();
}
