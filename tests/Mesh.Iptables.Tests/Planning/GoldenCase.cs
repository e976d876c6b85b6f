using Mesh.Iptables.Planning;

namespace Mesh.Iptables.Tests.Planning;

/// <param name="Name">The golden file is Golden/NAME.txt.</param>
/// <param name="Families">The address families planned for.</param>
/// <param name="Environment">Variables as NAME=value.</param>
sealed record GoldenCase(string Name, IpFamily[] Families, string[] Environment, string[] Arguments)
{
    static readonly IpFamily[] V4 = [IpFamily.V4];
    static readonly IpFamily[] Both = [IpFamily.V4, IpFamily.V6];

    static readonly string[] IstioInit =
        ["istio-iptables", "-p", "15001", "-z", "15006", "-u", "1337", "-m", "REDIRECT", "-i", "*", "-x", "", "-b", "*",
         "-d", "15090,15021,15020", "--log_output_level=default:info"];

    public static readonly GoldenCase[] All =
    [
        new("defaults", V4, [], []),
        new("istio-init", V4, [], IstioInit),
        new("istio-init-dual-stack", Both, [], [.. IstioInit, "--dual-stack"]),
        new("proxy-ports", V4, [], ["-p", "16001", "-z", "16006", "-e", "16008", "-b", "*", "-i", "*"]),
        new("proxy-user-by-name", V4, [], ["-u", "mesh"]),
        new("proxy-uids-and-gids", V4, [], ["-u", "3,4", "-g", "1,2", "-i", "*"]),
        new("proxy-group-by-name", V4, [], ["-u", "1337", "-g", "java"]),
        new("inbound-all", V4, [], ["-b", "*"]),
        new("inbound-all-but", V4, [], ["-b", "*", "-d", "22,15020,15021,15090"]),
        new("inbound-ports", V4, [], ["-b", "32000,31000"]),
        new("inbound-ports-exclude-without-wildcard", V4, [], ["-b", "4000,5000", "-d", "6000,7000,"]),
        new("outbound-all", V4, [], ["-i", "*"]),
        new("outbound-ranges", V4, [], ["-i", "10.0.0.0/8,172.16.0.0/12"]),
        new("outbound-all-but-ranges", V4, [], ["-i", "*", "-x", "10.96.0.1/32,169.254.169.254/32"]),
        new("outbound-ranges-of-both-families", Both, [], ["-i", "10.0.0.0/8,2001:db8::/32", "-x", "10.9.0.0/16,2001:db8:9::/48"]),
        new("outbound-range-with-host-bits", V4, [], ["-i", "10.1.2.3/8"]),
        new("outbound-loopback-range", V4, [], ["-i", "127.1.2.3/32", "-u", "3,4", "-g", "1,2"]),
        new("outbound-loopback-range-v6", Both, [], ["-i", "::1/128"]),
        new("outbound-ports", V4, [], ["-q", "32000,31000"]),
        new("outbound-ports-v6", Both, [], ["-q", "32000,31000"]),
        new("outbound-ports-exclude", V4, [], ["-i", "*", "-o", "3306,5432"]),
        new("exclude-interfaces", V4, [], ["-b", "*", "-i", "*", "-c", "eth1,net+"]),
        new("kubevirt-all", V4, [], ["-k", "virbr0,docker0", "-i", "*"]),
        new("kubevirt-ranges", V4, [], ["-k", "virbr0,docker0", "-i", "10.0.0.0/8,172.16.0.0/12"]),
        new("kubevirt-ranges-v6", Both, [], ["-k", "eth0,eth1", "-b", "4000,5000", "-i", "2001:db8::/32", "-x", "2001:db8::/32"]),
        new("owner-groups", V4, ["ISTIO_OUTBOUND_OWNER_GROUPS=java,202"], []),
        new("owner-groups-none", V4, ["ISTIO_OUTBOUND_OWNER_GROUPS="], ["-i", "*"]),
        new("owner-groups-exclude", V4, ["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=888,ftp"], ["-i", "*"]),
        new("owner-groups-v6", Both, ["ISTIO_OUTBOUND_OWNER_GROUPS=java,202"], ["-i", "*"]),
        new("loopback-cidr", V4, ["ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR=127.0.0.1/8"], ["-i", "*"]),
        new("drop-invalid", V4, [], ["--drop-invalid"]),
        new("drop-invalid-v6", Both, ["INVALID_DROP=true"], ["-b", "*"]),
        new("mode-none", Both, [], ["-m", "NONE", "-b", "*", "-i", "*", "--drop-invalid"]),
        new("environment", Both,
            ["INBOUND_CAPTURE_PORT=16006", "ISTIO_INBOUND_PORTS=*", "ISTIO_LOCAL_EXCLUDE_PORTS=22", "ISTIO_SERVICE_CIDR=*",
             "ISTIO_SERVICE_EXCLUDE_CIDR=10.9.0.0/16", "ISTIO_OUTBOUND_PORTS=81", "ISTIO_LOCAL_OUTBOUND_PORTS_EXCLUDE=82",
             "ISTIO_EXCLUDE_INTERFACES=eth9", "KUBE_VIRT_INTERFACES=virbr0", "PROXY_UID=7", "PROXY_GID=8", "DROP_INVALID=1"],
            []),
        new("everything", Both, ["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=ftp"],
            [.. IstioInit, "-c", "eth1", "-k", "virbr0", "-q", "81", "-o", "82", "-x", "10.9.0.0/16,2001:db8::/32", "--drop-invalid"]),
    ];

    public override string ToString() => Name;
}
