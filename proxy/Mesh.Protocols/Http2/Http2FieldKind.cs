namespace Mesh.Protocols.Http2;

/// <summary>By which rule of RFC 9113 sections 8.2 and 8.3 a field is read.</summary>
enum Http2FieldKind : byte
{
    /// <summary>A regular field without rules of its own.</summary>
    Plain,

    Host,
    ContentLength,
    Cookie,
    Te,
    Expect,

    /// <summary>Speaks of an HTTP/1 connection: refused (RFC 9113 section 8.2.2).</summary>
    ConnectionSpecific,

    // ---- names that no field may have

    EmptyName,
    UppercaseName,
    InvalidName,

    // ---- pseudo-fields

    Method,
    Scheme,
    Authority,
    Path,
    Protocol,
    Status,
    UnknownPseudo,
}
