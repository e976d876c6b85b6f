namespace Mesh.Iptables.State;

/// <summary>How the rules in force stand to the wanted ones.</summary>
internal enum Standing
{
    /// <summary>Nothing of ours is there.</summary>
    Clean,

    /// <summary>Exactly what is wanted is there, in the wanted order.</summary>
    InPlace,

    /// <summary>Something of ours is there, but not what is wanted.</summary>
    Drifted,
}
