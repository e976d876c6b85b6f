using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary>Enum names of networking.istio.io.</summary>
static class NetworkingEnums
{
    public static readonly EnumNames<RedirectPortSelection> RedirectPort = new(
        ("FROM_PROTOCOL_DEFAULT", RedirectPortSelection.FromProtocolDefault), ("FROM_REQUEST_PORT", RedirectPortSelection.FromRequestPort));

    public static readonly EnumNames<UnmatchedPreflights> UnmatchedPreflights = new(
        ("UNSPECIFIED", Resources.Networking.UnmatchedPreflights.Forward), ("FORWARD", Resources.Networking.UnmatchedPreflights.Forward),
        ("IGNORE", Resources.Networking.UnmatchedPreflights.Ignore));

    public static readonly EnumNames<SimpleLoadBalancer> LoadBalancer = new(
        ("UNSPECIFIED", SimpleLoadBalancer.Unspecified), ("LEAST_REQUEST", SimpleLoadBalancer.LeastRequest),
        ("ROUND_ROBIN", SimpleLoadBalancer.RoundRobin), ("RANDOM", SimpleLoadBalancer.Random),
        ("PASSTHROUGH", SimpleLoadBalancer.Passthrough), ("LEAST_CONN", SimpleLoadBalancer.LeastRequest));

    public static readonly EnumNames<H2UpgradePolicy> H2Upgrade = new(
        ("DEFAULT", H2UpgradePolicy.Default), ("DO_NOT_UPGRADE", H2UpgradePolicy.DoNotUpgrade), ("UPGRADE", H2UpgradePolicy.Upgrade));

    public static readonly EnumNames<ClientTlsMode> ClientTls = new(
        ("DISABLE", ClientTlsMode.Disable), ("SIMPLE", ClientTlsMode.Simple), ("MUTUAL", ClientTlsMode.Mutual),
        ("ISTIO_MUTUAL", ClientTlsMode.IstioMutual));

    public static readonly EnumNames<ServerTlsMode> ServerTls = new(
        ("PASSTHROUGH", ServerTlsMode.Passthrough), ("SIMPLE", ServerTlsMode.Simple), ("MUTUAL", ServerTlsMode.Mutual),
        ("AUTO_PASSTHROUGH", ServerTlsMode.AutoPassthrough), ("ISTIO_MUTUAL", ServerTlsMode.IstioMutual),
        ("OPTIONAL_MUTUAL", ServerTlsMode.OptionalMutual));

    public static readonly EnumNames<TlsProtocolVersion> TlsVersion = new(
        ("TLS_AUTO", TlsProtocolVersion.Auto), ("TLSV1_0", TlsProtocolVersion.Tls10), ("TLSV1_1", TlsProtocolVersion.Tls11),
        ("TLSV1_2", TlsProtocolVersion.Tls12), ("TLSV1_3", TlsProtocolVersion.Tls13));

    public static readonly EnumNames<ProxyProtocolVersion> ProxyProtocol = new(
        ("V1", ProxyProtocolVersion.V1), ("V2", ProxyProtocolVersion.V2));

    public static readonly EnumNames<ServiceEntryLocation> Location = new(
        ("MESH_EXTERNAL", ServiceEntryLocation.MeshExternal), ("MESH_INTERNAL", ServiceEntryLocation.MeshInternal));

    public static readonly EnumNames<ServiceEntryResolution> Resolution = new(
        ("NONE", ServiceEntryResolution.None), ("STATIC", ServiceEntryResolution.Static), ("DNS", ServiceEntryResolution.Dns),
        ("DNS_ROUND_ROBIN", ServiceEntryResolution.DnsRoundRobin), ("DYNAMIC_DNS", ServiceEntryResolution.DynamicDns));

    public static readonly EnumNames<CaptureMode> Capture = new(
        ("DEFAULT", CaptureMode.Default), ("IPTABLES", CaptureMode.Iptables), ("NONE", CaptureMode.None));

    public static readonly EnumNames<OutboundTrafficMode> SidecarOutbound = new(
        ("REGISTRY_ONLY", OutboundTrafficMode.RegistryOnly), ("ALLOW_ANY", OutboundTrafficMode.AllowAny));

    public static readonly EnumNames<OutboundTrafficMode> MeshOutbound = new(
        ("REGISTRY_ONLY", OutboundTrafficMode.RegistryOnly), ("ALLOW_ANY", OutboundTrafficMode.AllowAny),
        ("ALLOW_ANY_DYNAMIC_DNS", OutboundTrafficMode.AllowAnyDynamicDns));
}
