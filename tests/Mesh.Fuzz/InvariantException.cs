namespace Mesh.Fuzz;

/// <summary>An input broke what must hold for any.</summary>
sealed class InvariantException(string invariant) : Exception(invariant);
