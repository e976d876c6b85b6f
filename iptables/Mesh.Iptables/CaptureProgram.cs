using System.Collections.Immutable;
using Mesh.Iptables.Applying;
using Mesh.Iptables.Host;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;
using Mesh.Iptables.Probing;
using Mesh.Iptables.State;

namespace Mesh.Iptables;

/// <summary>The program from options to exit code: read, then print or clean up or apply, then validate.</summary>
internal sealed class CaptureProgram(
    OptionSource source, IAccounts accounts, ICommandRunner runner, TextWriter output, TextWriter error)
{
    // A run takes milliseconds, or as long as iptables waits for its own lock.
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(40);

    public int Run()
    {
        try
        {
            var options = new OptionReader(source, accounts).Read();
            return Run(options, new CaptureLog(error, options.LogLevel));
        }
        catch (Exception e) when (e is OptionException or CaptureException)
        {
            error.WriteLine($"error: {e.Message}");
            return ExitCode.Failure;
        }
        catch (ProbeException e)
        {
            error.WriteLine($"error: {e.Message}");
            return ExitCode.ValidationFailed;
        }
    }

    private int Run(CaptureOptions options, CaptureLog log)
    {
        foreach (var warning in options.Warnings)
        {
            log.Warn(warning);
        }

        var capabilities = Capabilities.OfThisProcess();
        if (options.CleanupOnly && !options.DryRun)
        {
            using var alone = NamespaceLock.Take(LockLimit, TimeProvider.System, log);
            new Cleanup(options, runner, capabilities, log).Run();
            return ExitCode.Success;
        }

        var addresses = HostAddresses.OfThisHost();
        var families = Families(options, addresses, log);
        if (options.DryRun)
        {
            Print(options, families);
            return ExitCode.Success;
        }

        if (!options.SkipRuleApply)
        {
            using var alone = NamespaceLock.Take(LockLimit, TimeProvider.System, log);
            new Capture(options, runner, capabilities, log).Apply(families);
        }

        if (options.RunValidation)
        {
            new RedirectProbe(options, ProbeFamily(addresses), log, TimeProvider.System).Run();
        }

        return ExitCode.Success;
    }

    private static ImmutableArray<IpFamily> Families(CaptureOptions options, HostAddresses addresses, CaptureLog log)
    {
        if (addresses.HasNone && !options.DryRun && !options.SkipRuleApply)
        {
            throw new CaptureException(
                "this host has no address but loopback and link-local ones, so which family to capture is unknown: "
                + "run after the network is up (systemd: After=network-online.target)");
        }

        if (options.DualStack && !addresses.HasV6)
        {
            log.Info("dual stack asked for, but the host has no IPv6 address: capturing IPv4 only");
        }

        return addresses.CapturesV6(options.DualStack) ? [IpFamily.V4, IpFamily.V6] : [IpFamily.V4];
    }

    private static IpFamily ProbeFamily(HostAddresses addresses) => addresses.HasV4 ? IpFamily.V4 : IpFamily.V6;

    private void Print(CaptureOptions options, ImmutableArray<IpFamily> families)
    {
        foreach (var family in families)
        {
            var plan = FamilyPlanner.Plan(options, family);
            output.WriteLine(family == IpFamily.V4 ? "# iptables-restore --noflush" : "# ip6tables-restore --noflush");
            output.Write(options.CleanupOnly ? RemovalOf(plan) : RestoreText.Make(plan));
        }
    }

    // Without asking the kernel, what would be removed is what an apply with the same options makes.
    private static string RemovalOf(FamilyPlan plan) => RestoreText.Remove(plan, PlannedState.Of(plan));
}
