namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// How fields are indexed, by name. Secrets are never: who can add fields to a connection that carries a secret could guess it by the
/// lengths of what is sent (RFC 7541 section 7.1). The names are those of nghttp2 and, with it, Envoy; set-cookie is left out of the table
/// because it is another one for each user.
/// </summary>
static class HpackIndexingPolicy
{
    /// <summary>Shorter cookies could be guessed (RFC 7541 section 7.1.3).</summary>
    const int ShortCookie = 20;

    /// <param name="staticIndex">Of the name, 0 if the static table does not have it.</param>
    public static HpackIndexing Of(int staticIndex, int valueLength) => staticIndex switch
    {
        0 => HpackIndexing.WhenRepeated,
        Authorization or ProxyAuthorization => HpackIndexing.Never,
        Cookie => valueLength < ShortCookie ? HpackIndexing.Never : HpackIndexing.WhenRepeated,
        Age or ContentLength or ContentRange or Etag or IfModifiedSince or IfNoneMatch or LastModified or Location or Range or SetCookie =>
            HpackIndexing.Without,
        _ => HpackIndexing.WhenRepeated,
    };

    // RFC 7541 appendix A
    const int Age = 21;
    const int Authorization = 23;
    const int ContentLength = 28;
    const int ContentRange = 30;
    const int Cookie = 32;
    const int Etag = 34;
    const int IfModifiedSince = 40;
    const int IfNoneMatch = 41;
    const int LastModified = 44;
    const int Location = 46;
    const int ProxyAuthorization = 49;
    const int Range = 50;
    const int SetCookie = 55;
}
