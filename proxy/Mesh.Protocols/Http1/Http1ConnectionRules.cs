using static Mesh.Protocols.Http1.Http1Grammar;

namespace Mesh.Protocols.Http1;

/// <summary>
/// Connection = #connection-option (RFC 9110 section 7.6.1). A proxy removes the fields it names, so a client that names Host, a length or
/// an identity header would have the proxy remove what the next hop depends on: such options are refused.
/// </summary>
static class Http1ConnectionRules
{
    /// <summary>Each option may have to be compared with each field.</summary>
    public const int MaxOptions = 16;

    public static Http1Error Note(ReadOnlySpan<byte> value, Http1Head head)
    {
        if (EqualsIgnoreCase(value, "keep-alive"u8))
        {
            head.Facts.KeepAlive = true;
            head.Facts.ConnectionOptions++;
            return Http1Error.None;
        }

        var options = new Http1List(value);
        while (options.MoveNext())
        {
            var error = NoteOption(options.Current, head);
            if (error != Http1Error.None)
            {
                return error;
            }
        }

        return head.Facts.ConnectionOptions <= MaxOptions ? Http1Error.None : Http1Error.TooManyConnectionOptions;
    }

    static Http1Error NoteOption(ReadOnlySpan<byte> option, Http1Head head)
    {
        head.Facts.ConnectionOptions++;
        if (EqualsIgnoreCase(option, "close"u8))
        {
            head.Facts.Close = true;
        }
        else if (EqualsIgnoreCase(option, "keep-alive"u8))
        {
            head.Facts.KeepAlive = true;
        }
        else if (EqualsIgnoreCase(option, "upgrade"u8))
        {
            head.Facts.Upgrade = true;
        }
        else
        {
            head.HasConnectionOptions = true;
            return JudgeFieldName(option);
        }

        return Http1Error.None;
    }

    static Http1Error JudgeFieldName(ReadOnlySpan<byte> name)
    {
        if (!IsToken(name))
        {
            return Http1Error.InvalidConnection;
        }

        return IsEndToEnd(name) ? Http1Error.ForbiddenConnectionOption : Http1Error.None;
    }

    static bool IsEndToEnd(ReadOnlySpan<byte> name) =>
        Http1FieldNames.Recognise(name) is Http1KnownField.Host or Http1KnownField.ContentLength or Http1KnownField.TransferEncoding
            or Http1KnownField.Expect or Http1KnownField.XRequestId or Http1KnownField.ContentType
        || EqualsIgnoreCase(name, "authorization"u8)
        || EqualsIgnoreCase(name, "cookie"u8)
        || EqualsIgnoreCase(name, "set-cookie"u8)
        || EqualsIgnoreCase(name, "content-encoding"u8)
        || EqualsIgnoreCase(name, "forwarded"u8)
        || StartsWith(name, "x-forwarded-"u8)
        || StartsWith(name, "x-envoy-"u8);

    static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && EqualsIgnoreCase(name[..prefix.Length], prefix);
}
