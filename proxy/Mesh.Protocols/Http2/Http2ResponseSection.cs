using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>A response's field section: :status into a status line, then the regular fields (RFC 9113 section 8.3.2).</summary>
sealed class Http2ResponseSection(Http2Section section, Http2Limits limits)
{
    bool hasContentLength;

    public void Begin(Http1Head head)
    {
        section.Begin(head, limits.Head.MaxHeadBytes, Http2Malformed.HeadTooLarge);
        hasContentLength = false;
    }

    public void Add(scoped in HpackField field)
    {
        if (!section.Count(field.NameLength + field.ValueLength))
        {
            return;
        }

        section.Refuse(field.Traits.Kind >= Http2FieldKind.Method ? AddPseudo(field) : AddRegular(field));
    }

    /// <summary>A field that was too large to be held.</summary>
    public void AddOversize(long fieldLength) => section.AddOversize(fieldLength);

    public void End(bool endStream, bool toHeadRequest)
    {
        if (!section.IsRefused && section.Head.StatusCode == 0)
        {
            section.Refuse(Http2Malformed.MissingStatus);
        }

        if (section.IsRefused)
        {
            return;
        }

        section.Append("\r\n"u8);
        section.Head.Length = section.Bytes.Length;
        Frame(section.Head, endStream, toHeadRequest);
    }

    /// <summary>Once there is a status line, there are only fields: :status is the one pseudo-field of responses.</summary>
    Http2Malformed AddPseudo(scoped in HpackField field)
    {
        if (section.Head.FieldCount > 0)
        {
            return Http2Malformed.LatePseudoField;
        }

        if (field.Traits.Kind != Http2FieldKind.Status)
        {
            return Http2Malformed.UnknownPseudoField;
        }

        if (section.Head.StatusCode != 0)
        {
            return Http2Malformed.DuplicatePseudoField;
        }

        return field.Traits.IsValueValid ? Start(field.Value) : Http2Malformed.InvalidStatus;
    }

    Http2Malformed Start(ReadOnlySpan<byte> status)
    {
        var head = section.Head;
        head.StatusCode = ((status[0] - '0') * 100) + ((status[1] - '0') * 10) + (status[2] - '0');
        section.Append("HTTP/1.1 "u8);
        section.Append(status);
        section.Append(" "u8);
        head.Reason = section.Append(Http1Reasons.Of(head.StatusCode));
        section.Append("\r\n"u8);
        return head.StatusCode == 101 ? Http2Malformed.SwitchingProtocols : Http2Malformed.None;
    }

    Http2Malformed AddRegular(scoped in HpackField field)
    {
        if (section.Head.StatusCode == 0)
        {
            return Http2Malformed.MissingStatus;
        }

        if (field.Traits.Kind != Http2FieldKind.Plain || !field.Traits.IsValueValid)
        {
            var refusal = Http2FieldRules.JudgeInResponse(field);
            if (refusal != Http2Malformed.None)
            {
                return refusal;
            }
        }

        if (field.Traits.Kind == Http2FieldKind.ContentLength)
        {
            if (hasContentLength)
            {
                return Http2Malformed.DuplicateContentLength;
            }

            hasContentLength = true;
            section.Head.ContentLength = Http1FieldRules.ReadLength(field.Value);
        }

        section.AddLine(field);
        return Http2Malformed.None;
    }

    /// <summary>As HTTP/1 has it (RFC 9112 section 6.3), with END_STREAM for the end (RFC 9113 section 8.1).</summary>
    void Frame(Http1Head head, bool endStream, bool toHeadRequest)
    {
        if (head.StatusCode < 200 && endStream)
        {
            section.Refuse(Http2Malformed.InterimEndsStream);
        }
        else if (head.StatusCode is < 200 or 204 && head.ContentLength > 0)
        {
            section.Refuse(Http2Malformed.BodyNotAllowed);
        }

        var hasNoBody = head.StatusCode is < 200 or 204 or 304 || toHeadRequest;
        if (endStream && !hasNoBody && head.ContentLength > 0)
        {
            section.Refuse(Http2Malformed.ContentLengthMismatch);
        }

        head.BodyKind = hasNoBody || endStream || (hasContentLength && head.ContentLength == 0) ? Http1BodyKind.None
            : hasContentLength ? Http1BodyKind.ContentLength
            : Http1BodyKind.UntilClose;
    }
}
