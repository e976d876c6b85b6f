using Mesh.Iptables.State;

namespace Mesh.Iptables.Applying;

/// <summary>The variant to work with, and any other in which rules of ours were found too.</summary>
/// <param name="Saved">The rules in force in the chosen variant.</param>
internal sealed record Detection(XtablesBinary Chosen, SavedTables Saved, IReadOnlyList<XtablesBinary> AlsoHoldingOurs);
