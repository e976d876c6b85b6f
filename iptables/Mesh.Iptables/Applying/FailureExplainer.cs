using Mesh.Iptables.Host;

namespace Mesh.Iptables.Applying;

/// <summary>Turns what iptables and ip say when they fail into what is missing and how to get it.</summary>
internal static class FailureExplainer
{
    private const string HowToGetCapabilities =
        "In Kubernetes give the container securityContext: {runAsUser: 0, capabilities: {add: [NET_ADMIN, NET_RAW]}} "
        + "(and a PodSecurity level that allows it); on a VM run as root or under a unit with "
        + "AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW";

    /// <summary>Words of the error text, and what they mean. The first row that matches counts.</summary>
    private static readonly (string[] Words, string Meaning)[] Meanings =
    [
        (["lock", "Read-only file system"],
            "the xtables lock file cannot be made on a read-only root file system: mount an emptyDir at /run, or set XTABLES_LOCKFILE "
            + "to a writable path"),
        (["xtables lock"],
            "another program holds the xtables lock (kube-proxy, firewalld, docker?): wait for it, or find it with "
            + "\"fuser /run/xtables.lock\""),
        (["Protocol not supported"],
            "the kernel has no nf_tables (module nf_tables): load it on the host with \"modprobe nf_tables\", or use "
            + "--force-iptables-binary legacy"),
        (["can't initialize", "table"], NoTable),
        (["unable to initialize table"], NoTable),
        (["Table does not exist"], NoTable),
        (["Chain already exists"],
            "another program made the same chains meanwhile: run again; add --reconcile to replace them"),
        (["incompatible", "use 'nft' tool"],
            "native nft rules in the same table hide it from iptables: move them into a table of another name"),
        (["Couldn't load match"], "iptables lacks the extension for this match: install the complete iptables package"),
        (["Couldn't load target"], "iptables lacks the extension for this target: install the complete iptables package"),
        (["No chain/target/match by that name"], Modules),
        (["missing kernel module"], Modules),
        (["RULE_APPEND failed"], Modules),
    ];

    private const string NoTable =
        "the kernel has no such table for this iptables variant: load it on the host with \"modprobe -a iptable_nat iptable_mangle "
        + "iptable_raw iptable_filter\" (IPv6: ip6table_nat and so on), or use the other variant by --force-iptables-binary";

    private const string Modules =
        "the kernel lacks a piece these rules need: load them on the host with \"modprobe -a xt_REDIRECT xt_owner xt_tcpudp xt_conntrack "
        + "nft_compat nf_nat\"";

    public static string MissingProgram(string program) => program switch
    {
        "ip" => "\"ip\" is not installed: install the package iproute2 (Debian, Ubuntu: apt-get install iproute2; RHEL: dnf install "
            + "iproute; Alpine: apk add iproute2)",
        _ => $"\"{program}\" is not installed: install the package iptables (Debian, Ubuntu: apt-get install iptables; RHEL: dnf install "
            + "iptables-nft; Alpine: apk add iptables)",
    };

    /// <param name="attempt">What was tried, such as "apply the IPv4 rules".</param>
    public static CaptureException Explain(string attempt, string program, CommandResult result, Capabilities capabilities)
    {
        var said = OneLine(result.Error.Length > 0 ? result.Error : result.Output);
        return new CaptureException(
            $"cannot {attempt}: {Meaning(said, capabilities)}. {program} exited with {result.ExitCode} and said: {said}");
    }

    private static string Meaning(string said, Capabilities capabilities)
    {
        // Without the capability a missing table cannot be told from one that may not be opened.
        if (capabilities.Missing is { Length: > 0 } missing && (IsDenied(said) || MeaningOf(said) == NoTable))
        {
            return $"this process lacks the capability {string.Join(" and ", missing)}. {HowToGetCapabilities}";
        }

        return MeaningOf(said) ?? (IsDenied(said)
            ? "the kernel denies it although the capabilities are there: a seccomp profile, SELinux or a user namespace "
                + "(hostUsers: false) forbids it"
            : "the kernel or iptables refused it");
    }

    private static string? MeaningOf(string said)
    {
        foreach (var (words, meaning) in Meanings)
        {
            if (words.All(word => said.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                return meaning;
            }
        }

        return null;
    }

    private static bool IsDenied(string said) =>
        said.Contains("Permission denied", StringComparison.OrdinalIgnoreCase)
        || said.Contains("Operation not permitted", StringComparison.OrdinalIgnoreCase)
        || said.Contains("you must be root", StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string text) =>
        string.Join(" / ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(6));
}
