namespace Mesh.Protocols.Http1;

/// <summary>Methods are case-sensitive (RFC 9110 section 9.1): "get" is not GET.</summary>
static class Http1Methods
{
    /// <summary>The longest registered method, UPDATEREDIRECTREF, has 17.</summary>
    public const int MaxLength = 32;

    public static Http1Method Recognise(ReadOnlySpan<byte> method) => method.Length switch
    {
        3 => method.SequenceEqual("GET"u8) ? Http1Method.Get : Match(method, "PUT"u8, Http1Method.Put),
        4 => method[0] == 'P' ? Match(method, "POST"u8, Http1Method.Post) : Match(method, "HEAD"u8, Http1Method.Head),
        5 => method[0] == 'P' ? Match(method, "PATCH"u8, Http1Method.Patch) : Match(method, "TRACE"u8, Http1Method.Trace),
        6 => Match(method, "DELETE"u8, Http1Method.Delete),
        7 => method[0] == 'C' ? Match(method, "CONNECT"u8, Http1Method.Connect) : Match(method, "OPTIONS"u8, Http1Method.Options),
        _ => Http1Method.Other,
    };

    static Http1Method Match(ReadOnlySpan<byte> method, ReadOnlySpan<byte> known, Http1Method value) =>
        method.SequenceEqual(known) ? value : Http1Method.Other;
}
