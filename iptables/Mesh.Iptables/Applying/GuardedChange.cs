using System.Runtime.InteropServices;
using Mesh.Iptables.Planning;

namespace Mesh.Iptables.Applying;

/// <summary>Runs a change while the <see cref="Guardrail"/> drops all traffic, and takes the guardrail away whatever happens.</summary>
internal sealed class GuardedChange(CaptureLog log)
{
    /// <exception cref="CaptureException">The guardrail could not be raised or lowered, or the change failed.</exception>
    public void Run(IReadOnlyList<FamilyWork> works, Action change)
    {
        // A signal between raising and lowering would leave the host cut off.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        var raised = new List<FamilyWork>();
        CaptureException? fault = null;
        try
        {
            foreach (var work in works)
            {
                Raise(work);
                raised.Add(work);
            }

            change();
        }
        catch (CaptureException e)
        {
            fault = e;
        }

        // Also after a failure: the old rules are then still whole, and a host that drops everything cannot be repaired from afar.
        foreach (var work in raised)
        {
            fault = Lower(work) ?? fault;
        }

        if (fault is not null)
        {
            throw fault;
        }
    }

    private void Raise(FamilyWork work)
    {
        log.Info($"{work.Binary.Label}: dropping traffic while the rules are replaced");
        work.Binary.Restore(Guardrail.Raise(work.Detection.Saved[Table.Filter]), $"raise the {work.Binary.Label} guardrail");
    }

    // A guardrail that stays outweighs the fault that may have come before it, and must not keep the other family's up.
    private CaptureException? Lower(FamilyWork work)
    {
        try
        {
            work.Binary.Restore(Guardrail.Lower, $"lower the {work.Binary.Label} guardrail: all traffic is dropped until --cleanup-only removes it");
            return null;
        }
        catch (CaptureException e)
        {
            log.Error(e.Message);
            return e;
        }
    }
}
