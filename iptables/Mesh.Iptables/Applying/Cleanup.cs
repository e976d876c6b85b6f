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
        var installed = _detector.Installed(family);
        var faults = installed.Select(TryRemove).OfType<CaptureException>().ToList();
        // A kernel without one variant, or without IPv6, is no fault: there is nothing to remove. Without both, the state is unknown.
        if (family == IpFamily.V4 && faults.Count == installed.Count)
        {
            throw faults.FirstOrDefault() ?? new CaptureException(FailureExplainer.MissingProgram("iptables"));
        }

        faults.ForEach(fault => log.Debug(fault.Message));
    }

    private CaptureException? TryRemove(XtablesBinary binary)
    {
        string text;
        try
        {
            text = RestoreText.Remove(FamilyPlanner.Plan(options, binary.Family), binary.Read());
        }
        catch (CaptureException e)
        {
            return e;
        }

        if (text.Length == 0)
        {
            log.Info($"{binary.Label}: nothing of ours in {binary.Name}");
            return null;
        }

        log.Info($"{binary.Label}: {binary.Name}-restore --noflush\n{text}");
        binary.Restore(text, $"remove the {binary.Label} rules of {binary.Name}");
        return null;
    }
}
