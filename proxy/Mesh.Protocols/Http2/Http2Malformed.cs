namespace Mesh.Protocols.Http2;

/// <summary>Why a field section was refused. <see cref="Http2Malformations"/> maps each to what the access log says.</summary>
public enum Http2Malformed : byte
{
    None,
}
