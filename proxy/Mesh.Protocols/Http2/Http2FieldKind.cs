namespace Mesh.Protocols.Http2;

/// <summary>By which rule of RFC 9113 sections 8.2 and 8.3 a field is read.</summary>
enum Http2FieldKind : byte
{
    /// <summary>A regular field without rules of its own.</summary>
    Plain,
}
