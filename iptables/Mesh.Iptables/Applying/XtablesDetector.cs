using Mesh.Iptables.Host;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;
using Mesh.Iptables.State;

namespace Mesh.Iptables.Applying;

/// <summary>
/// Chooses between iptables-legacy and iptables-nft. Both can be installed and in force at once, so being installed is
/// not enough: the one that already holds our rules, else the one that holds anybody's, is the right one.
/// </summary>
internal sealed class XtablesDetector(ICommandRunner runner, Capabilities capabilities)
{
    /// <exception cref="CaptureException">No variant can be used; the message gives the reason for each.</exception>
    public Detection Detect(IpFamily family, IptablesVariant? forced)
    {
        var faults = new List<string>();
        var candidates = Installed(family, faults).Select(binary => (Binary: binary, Saved: Try(binary.Read, faults)))
            .Where(candidate => candidate.Saved is not null)
            .Select(candidate => (candidate.Binary, Saved: candidate.Saved!))
            .OrderByDescending(candidate => Preference(candidate.Binary, candidate.Saved))
            .ToList();
        var eligible = candidates.Where(candidate => forced is null || candidate.Binary.Variant == forced);
        var chosen = eligible.FirstOrDefault(candidate => IsUsable(candidate.Binary, faults));
        if (chosen.Binary is null)
        {
            throw NoneUsable(family, forced, faults);
        }

        var others = candidates.Where(candidate => candidate.Binary != chosen.Binary && candidate.Saved.HasOurs);
        return new Detection(chosen.Binary, chosen.Saved, [.. others.Select(other => other.Binary)]);
    }

    /// <summary>Every installed variant of the family, each once.</summary>
    /// <param name="faults">Takes the reason for each program that is there but does not run, such as a dangling link.</param>
    public IReadOnlyList<XtablesBinary> Installed(IpFamily family, List<string> faults)
    {
        var stem = family == IpFamily.V4 ? "iptables" : "ip6tables";
        // The name without suffix is a link to one of the two; it counts only where the suffixed one is not installed.
        return ((string[])[$"{stem}-legacy", $"{stem}-nft", stem])
            .Select(name => Try(() => XtablesBinary.Find(runner, capabilities, name, family), faults))
            .OfType<XtablesBinary>()
            .DistinctBy(binary => binary.Variant)
            .ToList();
    }

    // Legacy is chosen only for the rules it holds: where both are empty, new systems expect nft.
    private static int Preference(XtablesBinary binary, SavedTables saved) => (saved, binary.Variant) switch
    {
        ({ HasOurs: true }, _) => 3,
        ({ IsInUse: true }, IptablesVariant.Legacy) => 2,
        (_, IptablesVariant.Nft) => 1,
        _ => 0,
    };

    private static T? Try<T>(Func<T?> attempt, List<string> faults)
        where T : class
    {
        try
        {
            return attempt();
        }
        catch (CaptureException e)
        {
            faults.Add(e.Message);
            return null;
        }
    }

    private static bool IsUsable(XtablesBinary binary, List<string> faults)
    {
        try
        {
            binary.Probe();
            return true;
        }
        catch (CaptureException e)
        {
            faults.Add(e.Message);
            return false;
        }
    }

    private CaptureException NoneUsable(IpFamily family, IptablesVariant? forced, List<string> faults)
    {
        if (faults.Count == 0)
        {
            var stem = family == IpFamily.V4 ? "iptables" : "ip6tables";
            return new CaptureException(FailureExplainer.MissingProgram(forced is { } variant ? $"{stem}-{NameOf(variant)}" : stem));
        }

        // Without the capability every variant fails for the same reason: said once.
        return new CaptureException(capabilities.Missing.Length > 0 || faults.Count == 1
            ? faults[0]
            : string.Join("\n  ", faults.Distinct().Prepend("no iptables variant can be used:")));
    }

    private static string NameOf(IptablesVariant variant) => variant switch
    {
        IptablesVariant.Nft => "nft",
        IptablesVariant.Legacy => "legacy",
    };
}
