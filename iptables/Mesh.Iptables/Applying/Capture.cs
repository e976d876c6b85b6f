using System.Collections.Immutable;
using Mesh.Iptables.Host;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;
using Mesh.Iptables.State;

namespace Mesh.Iptables.Applying;

/// <summary>Brings the rules in force to what the options ask for, and does nothing when they are there already.</summary>
internal sealed class Capture(CaptureOptions options, ICommandRunner runner, Capabilities capabilities, CaptureLog log)
{
    private readonly XtablesDetector _detector = new(runner, capabilities);

    /// <param name="families">The families to capture.</param>
    /// <exception cref="CaptureException">Something is missing, or the rules in force differ and may not be replaced.</exception>
    public void Apply(ImmutableArray<IpFamily> families)
    {
        var works = families.Select(Prepare).ToImmutableArray();
        RefuseDrift(works);
        ReplaceAll(works);
        foreach (var work in works)
        {
            RemoveElsewhere(work);
            Confirm(work);
        }

        EnsureLoopbackAddress(works);
    }

    private FamilyWork Prepare(IpFamily family)
    {
        var plan = FamilyPlanner.Plan(options, family);
        var detection = _detector.Detect(family, options.ForcedVariant);
        var binary = detection.Chosen;
        RefuseUnreadable(binary, detection.Saved, plan);
        var report = StateComparison.Compare(plan, detection.Saved);
        log.Debug($"{binary.Label}: using {binary.Name}, found {report.Standing}");
        return new FamilyWork(plan, detection, report);
    }

    private static void RefuseUnreadable(XtablesBinary binary, SavedTables saved, FamilyPlan plan)
    {
        foreach (var table in saved.Unreadable.Intersect(plan.Tables))
        {
            throw new CaptureException(
                $"the {binary.Label} table {table.Name()} holds native nft rules, so {binary.Name} cannot show or check it: "
                + "move those rules into an nft table of another name");
        }
    }

    private void RefuseDrift(ImmutableArray<FamilyWork> works)
    {
        var drifted = works.Where(work => work.IsDrifted).ToList();
        foreach (var difference in drifted.SelectMany(work => work.Differences))
        {
            log.Warn(difference);
        }

        if (drifted.Count > 0 && !options.Reconcile && !options.ForceApply)
        {
            throw new CaptureException(
                "rules of an earlier run are in force and differ from the wanted ones (listed above); nothing was changed. "
                + "Run again with --reconcile to replace them, or with --cleanup-only to remove them");
        }
    }

    private void ReplaceAll(ImmutableArray<FamilyWork> works)
    {
        var due = works.Where(work => work.NeedsChange || options.ForceApply).ToList();
        foreach (var done in works.Except(due))
        {
            log.Info($"{done.Binary.Label}: the rules are already in place, nothing to do");
        }

        var replace = () => due.ForEach(Replace);
        var drifted = due.Where(work => work.IsDrifted).ToList();
        if (drifted.Count == 0)
        {
            replace();
            return;
        }

        new GuardedChange(log).Run(drifted, replace);
    }

    private void Replace(FamilyWork work)
    {
        var text = RestoreText.Replace(work.Plan, work.Detection.Saved);
        log.Info($"{work.Binary.Label}: {work.Binary.Name}-restore --noflush\n{text}");
        work.Binary.Restore(text, $"apply the {work.Binary.Label} rules");
    }

    // Rules in the other variant are in force too, so they would capture twice or capture what is now left alone.
    private void RemoveElsewhere(FamilyWork work)
    {
        foreach (var other in work.Detection.AlsoHoldingOurs)
        {
            log.Info($"{other.Label}: removing the rules found in {other.Name}");
            other.Restore(RestoreText.Remove(work.Plan, other.Read()), $"remove the {other.Label} rules of {other.Name}");
        }
    }

    private void Confirm(FamilyWork work)
    {
        var text = work.Binary.ReadText();
        log.Info($"final state ({work.Binary.Label}, {work.Binary.Name}):\n{text}");
        var report = StateComparison.Compare(work.Plan, SavedTables.Parse(text));
        if (report.Standing != Standing.InPlace)
        {
            log.Warn($"{work.Binary.Label}: the kernel does not show the rules as applied: {string.Join("; ", report.Differences)}");
        }
    }

    private void EnsureLoopbackAddress(ImmutableArray<FamilyWork> works)
    {
        if (works.Any(work => work.Plan is { Family: IpFamily.V6, Rules.IsEmpty: false }) && !LoopbackAddress.IsPresent)
        {
            new LoopbackAddress(runner, capabilities).Add();
            log.Info("IPv6: added the address ::6/128 to lo");
        }
    }
}
