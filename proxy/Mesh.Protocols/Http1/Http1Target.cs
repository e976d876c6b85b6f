namespace Mesh.Protocols.Http1;

/// <summary>Takes a request target whose bytes are valid apart into authority, path and query (RFC 9112 section 3.2).</summary>
static class Http1Target
{
    public static Http1Error Resolve(ReadOnlySpan<byte> bytes, Http1Head head)
    {
        var target = head.Target.Of(bytes);
        if (head.Method == Http1Method.Connect)
        {
            return ResolveAuthority(target, head);
        }

        if (target[0] == '/')
        {
            head.TargetForm = Http1TargetForm.Origin;
            SetPath(bytes, head, head.Target.Start);
            return Http1Error.None;
        }

        return target is [(byte)'*'] ? ResolveAsterisk(head) : ResolveAbsolute(bytes, target, head);
    }

    static Http1Error ResolveAuthority(ReadOnlySpan<byte> target, Http1Head head)
    {
        if (target.Contains((byte)'@'))
        {
            return Http1Error.UserInfo;
        }

        if (!Http1Authority.IsValid(target) || !Http1Authority.HasPort(target))
        {
            return Http1Error.InvalidTarget;
        }

        head.TargetForm = Http1TargetForm.Authority;
        head.Authority = head.Target;
        head.PathAndQuery = head.Path = new ByteRange(head.Target.End, 0);
        return Http1Error.None;
    }

    static Http1Error ResolveAsterisk(Http1Head head)
    {
        if (head.Method != Http1Method.Options)
        {
            return Http1Error.InvalidTarget;
        }

        head.TargetForm = Http1TargetForm.Asterisk;
        head.PathAndQuery = head.Path = head.Target;
        return Http1Error.None;
    }

    static Http1Error ResolveAbsolute(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> target, Http1Head head)
    {
        var schemeEnd = target.IndexOf("://"u8);
        if (schemeEnd <= 0)
        {
            return Http1Error.InvalidTarget;
        }

        var scheme = target[..schemeEnd];
        if (!Http1Grammar.EqualsIgnoreCase(scheme, "http"u8) && !Http1Grammar.EqualsIgnoreCase(scheme, "https"u8))
        {
            return Http1Error.InvalidScheme;
        }

        var authority = target[(schemeEnd + 3)..];
        var authorityEnd = authority.IndexOfAny((byte)'/', (byte)'?');
        authority = authorityEnd < 0 ? authority : authority[..authorityEnd];
        head.TargetForm = Http1TargetForm.Absolute;
        head.Authority = new ByteRange(head.Target.Start + schemeEnd + 3, authority.Length);
        SetPath(bytes, head, head.Authority.End);
        return JudgeAuthority(authority);
    }

    /// <summary>user@host in a request line is how a reader and a router are made to disagree about the host.</summary>
    static Http1Error JudgeAuthority(ReadOnlySpan<byte> authority)
    {
        if (authority.Contains((byte)'@'))
        {
            return Http1Error.UserInfo;
        }

        return Http1Authority.IsValid(authority) ? Http1Error.None : Http1Error.InvalidTarget;
    }

    static void SetPath(ReadOnlySpan<byte> bytes, Http1Head head, int start)
    {
        head.PathAndQuery = new ByteRange(start, head.Target.End - start);
        var query = head.PathAndQuery.Of(bytes).IndexOf((byte)'?');
        head.Path = query < 0 ? head.PathAndQuery : new ByteRange(start, query);
    }
}
