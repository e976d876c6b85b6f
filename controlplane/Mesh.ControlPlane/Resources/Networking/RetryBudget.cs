namespace Mesh.ControlPlane.Resources.Networking;

public sealed record RetryBudget(double? Percent, int? MinRetryConcurrency, TimeSpan? BudgetInterval);
