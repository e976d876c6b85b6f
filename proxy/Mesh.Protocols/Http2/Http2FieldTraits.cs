using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Http2;

/// <summary>What a field is to the reader of a head. Worked out once when a field enters a table, not for each request that refers to it.</summary>
readonly record struct Http2FieldTraits(Http2FieldKind Kind, Http1KnownField Known, bool IsValueValid);
