using System.Text.RegularExpressions;
using Mesh.Iptables.Host;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;
using Mesh.Iptables.State;

namespace Mesh.Iptables.Applying;

/// <summary>One installed iptables variant for one address family, such as ip6tables-legacy with its -save and -restore.</summary>
internal sealed partial class XtablesBinary
{
    // Waiting for the lock came to iptables-restore with 1.6.2.
    private static readonly Version FirstWithWait = new(1, 6, 2);

    private readonly ICommandRunner _runner;
    private readonly Capabilities _capabilities;
    private readonly string[] _wait;

    private XtablesBinary(ICommandRunner runner, Capabilities capabilities, string name, IpFamily family, string versionText)
    {
        _runner = runner;
        _capabilities = capabilities;
        Name = name;
        Family = family;
        Variant = versionText.Contains("nf_tables", StringComparison.Ordinal) ? IptablesVariant.Nft : IptablesVariant.Legacy;
        _wait = IsOlderThanWait(versionText) ? [] : ["--wait=30"];
    }

    public string Name { get; }

    public IpFamily Family { get; }

    public IptablesVariant Variant { get; }

    /// <summary>Null when the program is not installed.</summary>
    /// <param name="name">The name without suffix, such as <c>iptables-nft</c>.</param>
    public static XtablesBinary? Find(ICommandRunner runner, Capabilities capabilities, string name, IpFamily family)
    {
        if (!runner.Exists($"{name}-save") || !runner.Exists($"{name}-restore"))
        {
            return null;
        }

        // Very old ones know no --version; they are legacy.
        var version = runner.Run($"{name}-save", ["--version"]);
        return new XtablesBinary(runner, capabilities, name, family, version.Succeeded ? version.Output : "");
    }

    /// <exception cref="CaptureException">The rules cannot be read.</exception>
    public SavedTables Read() => SavedTables.Parse(ReadText());

    /// <summary>The rules in force as iptables-save prints them.</summary>
    public string ReadText()
    {
        var result = _runner.Run($"{Name}-save", []);
        return result.Succeeded
            ? result.Output
            : throw FailureExplainer.Explain($"read the {Label} rules", $"{Name}-save", result, _capabilities);
    }

    /// <summary>Whether the kernel supports this variant, tried with an empty transaction that changes nothing.</summary>
    /// <exception cref="CaptureException">It does not; the message says what is missing.</exception>
    public void Probe() => Restore("*nat\nCOMMIT\n", $"use {Name} for {Label}", "--test");

    /// <summary>Applies restore text, each table atomically. Empty text is nothing to do.</summary>
    /// <exception cref="CaptureException">The kernel refused it; the table it failed in is unchanged.</exception>
    public void Restore(string text, string attempt, params string[] arguments)
    {
        if (text.Length == 0)
        {
            return;
        }

        var result = _runner.Run($"{Name}-restore", ["--noflush", .. arguments, .. _wait], text);
        if (!result.Succeeded)
        {
            throw FailureExplainer.Explain(attempt, $"{Name}-restore", result, _capabilities);
        }
    }

    public string Label => Family == IpFamily.V4 ? "IPv4" : "IPv6";

    private static bool IsOlderThanWait(string versionText) =>
        VersionPattern().Match(versionText) is not { Success: true } match || Version.Parse(match.Groups[1].Value) < FirstWithWait;

    [GeneratedRegex(@"v(\d{1,4}(?:\.\d{1,4}){1,3})")]
    private static partial Regex VersionPattern();
}
