namespace Mesh.ControlPlane.Resources.LastGood;

/// <summary>What a state file says, or why it is not used.</summary>
/// <param name="Documents">Empty when it is not used.</param>
/// <param name="Problem">Null when it is.</param>
sealed record LastGoodReading(IReadOnlyList<LastGoodDocument> Documents, string? Problem);
