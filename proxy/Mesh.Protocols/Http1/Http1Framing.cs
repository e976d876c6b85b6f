namespace Mesh.Protocols.Http1;

/// <summary>Rules of framing that requests and responses share.</summary>
static class Http1Framing
{
    /// <summary>
    /// RFC 9112 section 6.1 lets a server read a message with both lengths as chunked; the next hop may read the other (CL.TE, TE.CL), so
    /// it is refused. An HTTP/1.0 sender does not know chunked at all.
    /// </summary>
    public static Http1Error JudgeTransferEncoding(Http1Head head)
    {
        if (!head.Facts.HasTransferEncoding)
        {
            return Http1Error.None;
        }

        if (head.Facts.HasContentLength)
        {
            return Http1Error.ContentLengthWithTransferEncoding;
        }

        return head.MinorVersion == 0 ? Http1Error.TransferEncodingInHttp10 : Http1Error.None;
    }
}
