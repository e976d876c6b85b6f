using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Http2;

/// <summary>Pseudo-fields, found valid together, as the request line of HTTP/1.1 and its index.</summary>
static class Http2RequestLine
{
    public static void Write(Http2PseudoFields pseudo, Http2Section section)
    {
        var head = section.Head;
        var isConnect = pseudo.IsConnect;
        head.IsExtendedConnect = head.IsUpgrade = isConnect && pseudo.Has(Http2FieldKind.Protocol);
        head.IsHttpsScheme = pseudo.IsHttps;
        isConnect &= !head.IsExtendedConnect;
        head.Method = head.IsExtendedConnect ? Http1Method.Get : pseudo.Method;
        head.MethodRange = section.Append(head.IsExtendedConnect ? "GET"u8 : pseudo[Http2FieldKind.Method]);
        section.Append(" "u8);
        head.Target = section.Append(pseudo[isConnect ? Http2FieldKind.Authority : Http2FieldKind.Path]);
        section.Append(" HTTP/1.1\r\n"u8);
        if (isConnect)
        {
            SetAuthority(head);
        }
        else
        {
            SetPath(head, pseudo[Http2FieldKind.Path]);
        }
    }

    static void SetAuthority(Http1Head head)
    {
        head.TargetForm = Http1TargetForm.Authority;
        head.PathAndQuery = head.Path = new ByteRange(head.Target.End, 0);
    }

    static void SetPath(Http1Head head, ReadOnlySpan<byte> path)
    {
        var query = path.IndexOf((byte)'?');
        head.TargetForm = path[0] == '*' ? Http1TargetForm.Asterisk : Http1TargetForm.Origin;
        head.PathAndQuery = head.Target;
        head.Path = query < 0 ? head.Target : new ByteRange(head.Target.Start, query);
    }
}
