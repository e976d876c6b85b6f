using System.Collections.Immutable;

namespace Mesh.Iptables.State;

/// <param name="Differences">One sentence for each difference, when <see cref="Standing.Drifted"/>.</param>
internal sealed record StateReport(Standing Standing, ImmutableArray<string> Differences);
