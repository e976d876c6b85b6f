namespace Mesh.ControlPlane.Resources.MeshWide;

/// <summary>meshConfig.pathNormalization.normalization; what was written as DEFAULT is Base.</summary>
public enum PathNormalization
{
    Base,
    None,
    MergeSlashes,
    DecodeAndMergeSlashes,
}
