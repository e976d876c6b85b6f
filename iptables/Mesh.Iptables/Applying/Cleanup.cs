using Mesh.Iptables.Host;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;

namespace Mesh.Iptables.Applying;

/// <summary>Removes all that this program made: in both variants and both families, whatever the host has by now.</summary>
internal sealed class Cleanup(CaptureOptions options, ICommandRunner runner, Capabilities capabilities, CaptureLog log)
{
    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    private readonly XtablesDetector _detector = new(runner, capabilities);

    /// <exception cref="CaptureException">Rules could not be read in any variant, or not be removed.</exception>
    public void Run()
    {
        foreach (var family in Families)
        {
            Run(family);
        }

        if (LoopbackAddress.IsPresent)
        {
            new LoopbackAddress(runner, capabilities).Remove();
            log.Info("IPv6: removed the address ::6/128 from lo");
        }
    }

    private void Run(IpFamily family)
    {
        var faults = new List<string>();
        var installed = _detector.Installed(family, faults);
        var removed = installed.Count(binary => TryRemove(binary, faults));
        // A kernel without one variant, or without IPv6, is no fault: there is nothing to remove. Without any, the state is unknown.
        if (family == IpFamily.V4 && removed == 0)
        {
            throw new CaptureException(faults.FirstOrDefault() ?? FailureExplainer.MissingProgram("iptables"));
        }

        faults.ForEach(log.Debug);
    }

    /// <summary>False when the rules in force cannot be read.</summary>
    private bool TryRemove(XtablesBinary binary, List<string> faults)
    {
        string text;
        try
        {
            text = RestoreText.Remove(FamilyPlanner.Plan(options, binary.Family), binary.Read());
        }
        catch (CaptureException e)
        {
            faults.Add(e.Message);
            return false;
        }

        if (text.Length == 0)
        {
            log.Info($"{binary.Label}: nothing of ours in {binary.Name}");
            return true;
        }

        log.Info($"{binary.Label}: {binary.Name}-restore --noflush\n{text}");
        binary.Restore(text, $"remove the {binary.Label} rules of {binary.Name}");
        return true;
    }
}
