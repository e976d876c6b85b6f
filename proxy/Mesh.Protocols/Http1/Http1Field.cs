namespace Mesh.Protocols.Http1;

/// <summary>One header line as it stands in the head: its bytes, order and case are kept.</summary>
public record struct Http1Field
{
    public Http1Field(ByteRange name, ByteRange value, Http1KnownField known)
    {
        Name = name;
        Value = value;
        Known = known;
    }

    /// <summary>The field name, a token.</summary>
    public ByteRange Name { readonly get; internal set; }

    /// <summary>The field value without the spaces around it; may be empty.</summary>
    public ByteRange Value { readonly get; internal set; }

    /// <summary>The whole line, CRLF included.</summary>
    public ByteRange Line { readonly get; internal set; }

    public Http1KnownField Known { readonly get; internal set; }

    /// <summary>It came by HTTP/2 as never to be indexed, and must be sent on by HTTP/2 in that way only (RFC 7541 section 6.2.3).</summary>
    public bool IsNeverIndexed { readonly get; internal set; }
}
