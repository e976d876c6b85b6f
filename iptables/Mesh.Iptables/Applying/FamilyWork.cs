using System.Collections.Immutable;
using Mesh.Iptables.Planning;
using Mesh.Iptables.State;

namespace Mesh.Iptables.Applying;

/// <summary>What is wanted and what was found for one address family.</summary>
internal sealed record FamilyWork(FamilyPlan Plan, Detection Detection, StateReport Report)
{
    public XtablesBinary Binary => Detection.Chosen;

    public bool IsDrifted => Report.Standing == Standing.Drifted || Detection.AlsoHoldingOurs.Count > 0;

    public bool NeedsChange => Report.Standing != Standing.InPlace;

    public ImmutableArray<string> Differences =>
    [
        .. Report.Differences.Select(difference => $"{Binary.Label} {difference}"),
        .. Detection.AlsoHoldingOurs.Select(other => $"{Binary.Label}: {other.Name} holds rules of an earlier run beside {Binary.Name}"),
    ];
}
