using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>
/// A request's field section: pseudo-fields into a request line and Host, then the regular fields (RFC 9113 section 8.3.1).
/// </summary>
sealed class Http2RequestSection(Http2Section section, Http2Limits limits)
{
    readonly Http2PseudoFields pseudo = new();
    readonly Http2CookieLine cookie = new(section);

    /// <summary>A regular field was seen: the request line stands.</summary>
    bool isStarted;
    bool hasContentLength;
    bool hasExpect;
    int hostIndex;

    public void Begin(Http1Head head)
    {
        section.Begin(head, limits.Head.MaxHeadBytes, Http2Malformed.HeadTooLarge);
        pseudo.Begin();
        cookie.Begin();
        isStarted = hasContentLength = hasExpect = false;
        hostIndex = -1;
    }

    public void Add(scoped in HpackField field)
    {
        if (!section.Count(field.NameLength + field.ValueLength))
        {
            return;
        }

        if (field.Traits.Kind >= Http2FieldKind.Method)
        {
            AddPseudo(field);
        }
        else
        {
            AddRegular(field);
        }
    }

    /// <summary>A field that was too large to be held.</summary>
    public void AddOversize(long fieldLength) => section.AddOversize(fieldLength);

    public void End(bool endStream)
    {
        if (!section.IsRefused && !isStarted)
        {
            Start();
        }

        if (section.IsRefused)
        {
            return;
        }

        cookie.End();
        section.Append("\r\n"u8);
        section.Head.Length = section.Bytes.Length;
        SetHost();
        Frame(endStream);
    }

    void AddPseudo(scoped in HpackField field)
    {
        var kind = field.Traits.Kind;
        var refusal = isStarted ? Http2Malformed.LatePseudoField
            : kind is Http2FieldKind.UnknownPseudo or Http2FieldKind.Status ? Http2Malformed.UnknownPseudoField
            : kind == Http2FieldKind.Protocol && !limits.AllowsExtendedConnect ? Http2Malformed.UnknownPseudoField
            : pseudo.Has(kind) ? Http2Malformed.DuplicatePseudoField
            : field.Traits.IsValueValid ? Http2Malformed.None
            : Http2FieldValues.Judge(kind, field.Value);
        if (refusal == Http2Malformed.None)
        {
            pseudo.Add(kind, field.Value);
        }
        else
        {
            section.Refuse(refusal);
        }
    }

    void AddRegular(scoped in HpackField field)
    {
        if (!isStarted)
        {
            Start();
            if (section.IsRefused)
            {
                return;
            }
        }

        if (field.Traits.Kind == Http2FieldKind.Plain && field.Traits.IsValueValid)
        {
            section.AddLine(field);
            return;
        }

        var refusal = Http2FieldRules.Judge(field);
        section.Refuse(refusal == Http2Malformed.None ? AddSpecial(field) : refusal);
    }

    Http2Malformed AddSpecial(scoped in HpackField field)
    {
        switch (field.Traits.Kind)
        {
            case Http2FieldKind.Host:
                return AddHost(field);
            case Http2FieldKind.Cookie:
                cookie.Add(field);
                return Http2Malformed.None;
            case Http2FieldKind.ContentLength when hasContentLength:
                return Http2Malformed.DuplicateContentLength;
            case Http2FieldKind.ContentLength:
                hasContentLength = true;
                section.Head.ContentLength = Http1FieldRules.ReadLength(field.Value);
                break;
            case Http2FieldKind.Expect:
                hasExpect = true;
                break;
        }

        section.AddLine(field);
        return Http2Malformed.None;
    }

    /// <summary>Written from :authority already; a Host that says the same again goes no further.</summary>
    Http2Malformed AddHost(scoped in HpackField field)
    {
        if (hostIndex >= 0)
        {
            return Http2Malformed.DuplicateHost;
        }

        hostIndex = 0;
        if (pseudo.Has(Http2FieldKind.Authority))
        {
            return Http1Grammar.EqualsIgnoreCase(field.Value, pseudo[Http2FieldKind.Authority])
                ? Http2Malformed.None
                : Http2Malformed.HostMismatch;
        }

        hostIndex = section.Head.FieldCount;
        section.AddLine(field);
        return Http2Malformed.None;
    }

    /// <summary>Writes the request line, and the fields that pseudo-fields become.</summary>
    void Start()
    {
        isStarted = true;
        section.Refuse(pseudo.Judge(limits.Head));
        if (section.IsRefused)
        {
            return;
        }

        Http2RequestLine.Write(pseudo, section);
        if (pseudo.Has(Http2FieldKind.Authority))
        {
            section.AddLine("host"u8, pseudo[Http2FieldKind.Authority], Http1KnownField.Host);
        }

        if (section.Head.IsExtendedConnect)
        {
            section.AddLine("upgrade"u8, "websocket"u8, Http1KnownField.Upgrade);
        }
    }

    /// <summary>Last, because a cookie before it may have grown.</summary>
    void SetHost()
    {
        if (!pseudo.Has(Http2FieldKind.Authority) && hostIndex < 0)
        {
            section.Refuse(Http2Malformed.MissingAuthority);
            return;
        }

        var head = section.Head;
        head.Host = head[pseudo.Has(Http2FieldKind.Authority) ? 0 : hostIndex].Value;
        head.Authority = head.TargetForm == Http1TargetForm.Authority ? head.Target : head.Host;
    }

    void Frame(bool endStream)
    {
        var head = section.Head;
        if (endStream && head.ContentLength > 0)
        {
            section.Refuse(Http2Malformed.ContentLengthMismatch);
        }
        else if ((head.ContentLength > 0 && pseudo.IsConnect) || (!endStream && head.Method == Http1Method.Trace))
        {
            section.Refuse(Http2Malformed.BodyNotAllowed);
        }

        // A tunnel is no content: content-length: 0 says nothing of it.
        var isAnnounced = hasContentLength && !pseudo.IsConnect;
        head.BodyKind = endStream || (isAnnounced && head.ContentLength == 0) ? Http1BodyKind.None
            : isAnnounced ? Http1BodyKind.ContentLength
            : Http1BodyKind.UntilClose;
        head.ExpectsContinue = hasExpect && head.BodyKind != Http1BodyKind.None;
    }
}
