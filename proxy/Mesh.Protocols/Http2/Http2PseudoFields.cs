using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Http2;

/// <summary>The pseudo-fields of one request, kept until the first regular field shows that all are there (RFC 9113 section 8.3).</summary>
sealed class Http2PseudoFields
{
    const int FirstLength = 256;

    /// <summary>By <see cref="Http2FieldKind"/>, from Method on.</summary>
    readonly ByteRange[] ranges = new ByteRange[Http2FieldKind.Status - Http2FieldKind.Method];
    byte[] bytes = new byte[FirstLength];
    int length;
    int seen;

    /// <summary>Empty if there is none.</summary>
    public ReadOnlySpan<byte> this[Http2FieldKind kind] => Has(kind) ? ranges[kind - Http2FieldKind.Method].Of(bytes) : default;

    /// <summary>Other if there is none.</summary>
    public Http1Method Method { get; private set; }

    public bool IsConnect => Method == Http1Method.Connect;

    /// <summary>Of the two schemes that are valid.</summary>
    public bool IsHttps => this[Http2FieldKind.Scheme].Length == "https".Length;

    public void Begin()
    {
        length = seen = 0;
        Method = Http1Method.Other;
    }

    public bool Has(Http2FieldKind kind) => (seen & (1 << (int)kind)) != 0;

    public void Add(Http2FieldKind kind, ReadOnlySpan<byte> value)
    {
        if (bytes.Length - length < value.Length)
        {
            Array.Resize(ref bytes, (length + value.Length) * 2);
        }

        value.CopyTo(bytes.AsSpan(length));
        ranges[kind - Http2FieldKind.Method] = new ByteRange(length, value.Length);
        length += value.Length;
        seen |= 1 << (int)kind;
        if (kind == Http2FieldKind.Method)
        {
            Method = Http1Methods.Recognise(value);
        }
    }

    /// <summary>
    /// What must be there and what must not. :authority may still come as Host, except for CONNECT, whose target it is.
    /// </summary>
    public Http2Malformed Judge(Http1Limits limits)
    {
        if (!Has(Http2FieldKind.Method))
        {
            return Http2Malformed.MissingMethod;
        }

        var isConnect = IsConnect;
        if (Has(Http2FieldKind.Protocol))
        {
            return isConnect ? JudgeTarget(limits) : Http2Malformed.ProtocolWithoutConnect;
        }

        return isConnect ? JudgeConnect(limits) : JudgeTarget(limits);
    }

    Http2Malformed JudgeTarget(Http1Limits limits)
    {
        if (!Has(Http2FieldKind.Scheme))
        {
            return Http2Malformed.MissingScheme;
        }

        if (!Has(Http2FieldKind.Path))
        {
            return Http2Malformed.MissingPath;
        }

        var path = this[Http2FieldKind.Path];
        return path.Length > limits.MaxTargetBytes ? Http2Malformed.TargetTooLong
            : path[0] == '*' && Method != Http1Method.Options ? Http2Malformed.InvalidPath
            : Http2Malformed.None;
    }

    /// <summary>RFC 9113 section 8.5: to a host and port, and nothing else.</summary>
    Http2Malformed JudgeConnect(Http1Limits limits)
    {
        if (Has(Http2FieldKind.Scheme) || Has(Http2FieldKind.Path))
        {
            return Http2Malformed.ConnectWithSchemeOrPath;
        }

        if (!Has(Http2FieldKind.Authority))
        {
            return Http2Malformed.MissingAuthority;
        }

        var authority = this[Http2FieldKind.Authority];
        return authority.Length > limits.MaxTargetBytes ? Http2Malformed.TargetTooLong
            : Http1Authority.HasPort(authority) ? Http2Malformed.None
            : Http2Malformed.InvalidAuthority;
    }
}
