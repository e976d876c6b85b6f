using Mesh.Iptables.Options;

namespace Mesh.Iptables.Tests.Options;

public sealed class OptionReaderTests
{
    /// <summary>What the user gave (NAME=value is a variable) and the words the error must have: the place, the value, what is accepted.</summary>
    public static TheoryData<string[], string[]> Refused => new()
    {
        { ["-p", "0"], ["--envoy-port", "\"0\"", "1-65535"] },
        { ["-p", "65536"], ["--envoy-port", "\"65536\"", "1-65535"] },
        { ["-p", ""], ["--envoy-port", "1-65535"] },
        { ["-p", " 15001"], ["--envoy-port", "1-65535"] },
        { ["-p", "+1"], ["--envoy-port", "\"+1\""] },
        { ["-p", "1e3"], ["--envoy-port", "\"1e3\""] },
        { ["-z", "http"], ["--inbound-capture-port", "\"http\""] },
        { ["-e", "-1"], ["--inbound-tunnel-port", "\"-1\""] },
        { ["INBOUND_CAPTURE_PORT=99999"], ["INBOUND_CAPTURE_PORT", "\"99999\""] },
        { ["-b", "80,99999"], ["--istio-inbound-ports", "\"99999\"", "1-65535"] },
        { ["-b", "*,80"], ["--istio-inbound-ports", "wildcard"] },
        { ["-b", "80-90"], ["--istio-inbound-ports", "\"80-90\""] },
        { ["-b", "80\n-A OUTPUT -j DROP"], ["--istio-inbound-ports", "1-65535"] },
        { ["-d", "*"], ["--istio-local-exclude-ports", "wildcard"] },
        { ["-q", "*"], ["--istio-outbound-ports", "wildcard"] },
        { ["-o", "dns"], ["--istio-local-outbound-ports-exclude", "\"dns\""] },
        { ["ISTIO_INBOUND_PORTS=x"], ["ISTIO_INBOUND_PORTS", "\"x\""] },
        { ["-i", "10.0.0.1"], ["--istio-service-cidr", "10.0.0.1/32"] },
        { ["-i", "2001:db8::1"], ["--istio-service-cidr", "2001:db8::1/128"] },
        { ["-i", "10.0.0.0/33"], ["--istio-service-cidr", "10.0.0.0/33", "CIDR"] },
        { ["-i", "10.0.0.0/08"], ["--istio-service-cidr", "CIDR"] },
        { ["-i", "10.0/8"], ["--istio-service-cidr", "CIDR"] },
        { ["-i", "010.0.0.0/8"], ["--istio-service-cidr", "CIDR"] },
        { ["-i", "0x0a.0.0.0/8"], ["--istio-service-cidr", "CIDR"] },
        { ["-i", "fe80::1%eth0/64"], ["--istio-service-cidr", "CIDR"] },
        { ["-i", "2001:db8::/129"], ["--istio-service-cidr", "CIDR"] },
        { ["-i", "example.com/8"], ["--istio-service-cidr", "CIDR"] },
        { ["-i", "10.0.0.0/8,*"], ["--istio-service-cidr", "wildcard"] },
        { ["-x", "*"], ["--istio-service-exclude-cidr", "exclude everything"] },
        { ["ISTIO_SERVICE_EXCLUDE_CIDR=1.2.3.4"], ["ISTIO_SERVICE_EXCLUDE_CIDR", "1.2.3.4/32"] },
        { ["-c", "a-name-of-16-chr"], ["--istio-exclude-interfaces", "a-name-of-16-chr", "1-15"] },
        { ["-c", "eth0 -j DROP"], ["--istio-exclude-interfaces", "interface name"] },
        { ["-c", "eth0;rm"], ["--istio-exclude-interfaces", "interface name"] },
        { ["-c", "eth/0"], ["--istio-exclude-interfaces", "interface name"] },
        { ["-c", ".."], ["--istio-exclude-interfaces", "interface name"] },
        { ["-c", "+"], ["--istio-exclude-interfaces", "interface name"] },
        { ["-k", "et+h"], ["--kube-virt-interfaces", "interface name"] },
        { ["KUBE_VIRT_INTERFACES=!eth0"], ["KUBE_VIRT_INTERFACES", "interface name"] },
        { ["-u", "nobody-such"], ["--proxy-uid", "\"nobody-such\"", "user of this host"] },
        { ["-u", "4294967295"], ["--proxy-uid", "4294967295"] },
        { ["-u", "1337-1400"], ["--proxy-uid", "1337-1400"] },
        { ["-g", "no-such"], ["--proxy-gid", "group of this host"] },
        { ["PROXY_GID=-1"], ["PROXY_GID", "\"-1\""] },
        { ["-m", "redirect"], ["--istio-inbound-interception-mode", "REDIRECT or NONE"] },
        { ["-m", "TPROXY"], ["--istio-inbound-interception-mode", "not yet supported"] },
        { ["--redirect-dns"], ["--redirect-dns", "not yet supported"] },
        { ["ISTIO_META_DNS_CAPTURE=true"], ["ISTIO_META_DNS_CAPTURE", "not yet supported"] },
        { ["--cni-mode"], ["--cni-mode", "not yet supported"] },
        { ["--native-nftables"], ["--native-nftables", "not yet supported"] },
        { ["--network-namespace", "/run/netns/x"], ["--network-namespace", "not yet supported", "ip netns exec"] },
        { ["--force-iptables-binary", "iptables"], ["--force-iptables-binary", "legacy or nft"] },
        { ["--probe-timeout", "5"], ["--probe-timeout", "duration"] },
        { ["--probe-timeout", "-5s"], ["--probe-timeout", "duration"] },
        { ["--probe-timeout", "25h"], ["--probe-timeout", "duration"] },
        { ["--iptables-probe-port", "0"], ["--iptables-probe-port", "1-65535"] },
        { ["-t", "x"], ["--istio-inbound-tproxy-mark", "number"] },
        { ["-r", "-1"], ["--istio-inbound-tproxy-route-table", "number"] },
        { ["--dry-run=maybe"], ["--dry-run", "neither true nor false"] },
        { ["DUAL_STACK=yes"], ["DUAL_STACK", "neither true nor false"] },
        { ["--log_output_level=loud"], ["--log_output_level", "debug, info"] },
        { ["ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR=10.0.0.0/8"], ["ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR", "loopback"] },
        { ["ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR=127.0.0.0/7"], ["ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR", "8 to 32"] },
        { ["ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR=::1/128"], ["ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR", "IPv4 loopback"] },
        { ["ISTIO_OUTBOUND_OWNER_GROUPS=java,no-such"], ["ISTIO_OUTBOUND_OWNER_GROUPS", "\"no-such\"", "group"] },
        { [$"ISTIO_OUTBOUND_OWNER_GROUPS={string.Join(',', Enumerable.Range(1, 65))}"], ["ISTIO_OUTBOUND_OWNER_GROUPS", "65", "at most 64"] },
        { [$"ISTIO_INBOUND_PORTS={string.Join(',', Enumerable.Repeat(80, 4097))}"], ["ISTIO_INBOUND_PORTS", "4097", "4096"] },
        { ["--run-validation", "-m", "NONE"], ["--run-validation", "NONE"] },
        { ["--cleanup-only", "--run-validation"], ["--cleanup-only", "--run-validation"] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refuses_and_names_the_place(string[] given, string[] words)
    {
        var environment = given.TakeWhile(text => char.IsAsciiLetterUpper(text[0]) && text.Contains('=')).ToArray();
        var error = Assert.Throws<OptionException>(() => Given.Options(environment, given[environment.Length..]));
        Assert.All(words, word => Assert.Contains(word, error.Message));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Command_line_wins_over_environment_over_default()
    {
        Assert.Equal(15006, Given.Options().InboundCapturePort);
        Assert.Equal(2, Given.Options(["INBOUND_CAPTURE_PORT=2"], []).InboundCapturePort);
        Assert.Equal(3, Given.Options(["INBOUND_CAPTURE_PORT=2"], ["-z", "3"]).InboundCapturePort);
    }

    [Fact]
    public void The_envoy_port_is_a_flag_only() => Assert.Equal(15001, Given.Options(["ENVOY_PORT=2"], []).EnvoyPort);

    [Fact]
    public void An_empty_variable_is_unset_for_a_port_and_a_value_for_a_list()
    {
        Assert.Equal(15006, Given.Options(["INBOUND_CAPTURE_PORT=", "DRY_RUN="], []).InboundCapturePort);
        Assert.True(Given.Options(["ISTIO_INBOUND_PORTS="], []).InboundPorts.IsNone);
        Assert.True(Given.Options(["ISTIO_OUTBOUND_OWNER_GROUPS="], []).OwnerGroups.IsNone);
    }

    [Theory]
    [InlineData("DROP_INVALID=true", "INVALID_DROP=false", false)]
    [InlineData("DROP_INVALID=false", "INVALID_DROP=true", true)]
    [InlineData("DROP_INVALID=true", "INVALID_DROP=", true)]
    public void The_second_name_of_a_variable_wins(string first, string second, bool expected) =>
        Assert.Equal(expected, Given.Options([first, second], []).DropInvalid);

    [Fact]
    public void A_flag_given_twice_counts_last() => Assert.Equal(2, Given.Options("-z", "1", "-z", "2").InboundCapturePort);

    [Theory]
    [InlineData("-z", "9")]
    [InlineData("-z=9")]
    [InlineData("-z9")]
    [InlineData("--inbound-capture-port", "9")]
    [InlineData("--inbound-capture-port=9")]
    [InlineData("istio-iptables", "-z", "9")]
    public void Accepts_every_spelling(params string[] arguments) => Assert.Equal(9, Given.Options(arguments).InboundCapturePort);

    [Theory]
    [InlineData(true, "-n")]
    [InlineData(true, "--dry-run")]
    [InlineData(true, "--dry-run=true")]
    [InlineData(true, "--dry-run=1")]
    [InlineData(false, "--dry-run=false")]
    [InlineData(false, "--dry-run=F")]
    public void Reads_switches(bool expected, string argument) => Assert.Equal(expected, Given.Options(argument).DryRun);

    [Fact]
    public void Proxy_ids_default_to_the_proxy_user_and_then_to_1337()
    {
        Assert.Equal([1337u], Given.Options().ProxyUids);
        Assert.Equal([2001u], Given.Options(["ENVOY_USER=mesh"], []).ProxyUids);
        Assert.Equal([2001u], Given.Options(["ENVOY_USER=mesh"], []).ProxyGids);
        Assert.Equal([1337u], Given.Options(["ENVOY_USER=gone"], []).ProxyUids);
        Assert.Equal([881u, 7u], Given.Options("-u", "5", "-g", "java,7").ProxyGids);
    }

    [Fact]
    public void Lists_may_have_blanks_and_empty_entries() =>
        Assert.Equal([80, 81], Given.Options("-b", " 80 ,,81,").InboundPorts.Values.Select(port => (int)port));

    [Theory]
    [InlineData("5s", 5_000)]
    [InlineData("500ms", 500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("0.5s", 500)]
    [InlineData("24h", 86_400_000)]
    public void Reads_durations(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Given.Options("--probe-timeout", text).ProbeTimeout);

    [Theory]
    [InlineData("info", LogLevel.Info)]
    [InlineData("default:debug", LogLevel.Debug)]
    [InlineData("ads:debug,default:error", LogLevel.Error)]
    [InlineData("ads:debug", LogLevel.Info)]
    [InlineData("all:none", LogLevel.None)]
    public void Reads_log_levels(string text, object level) => Assert.Equal(level, Given.Options("--log_output_level", text).LogLevel);

    [Fact]
    public void Warns_of_options_without_effect()
    {
        Assert.Contains("--istio-local-exclude-ports", Assert.Single(Given.Options("-b", "80", "-d", "81").Warnings));
        Assert.Contains("OWNER_GROUPS_EXCLUDE", Assert.Single(
            Given.Options(["ISTIO_OUTBOUND_OWNER_GROUPS=java", "ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=ftp"], []).Warnings));
        Assert.Contains("--redirect-dns", Assert.Single(Given.Options("--capture-all-dns").Warnings));
        Assert.Empty(Given.Options("-b", "*", "-d", "81").Warnings);
    }

    [Fact]
    public void Sixty_four_owner_groups_are_accepted() =>
        Assert.Equal(64, Given.Options([$"ISTIO_OUTBOUND_OWNER_GROUPS={string.Join(',', Enumerable.Range(1, 64))}"], []).OwnerGroups.Values.Length);
}
