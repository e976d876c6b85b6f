namespace Mesh.ControlPlane.Resources;

/// <summary>What tells an untouched file without reading it.</summary>
/// <param name="RealPath">Where links lead to; a ConfigMap swap changes it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Last write, UTC.</param>
readonly record struct FileStamp(string RealPath, long Length, DateTime Modified);
