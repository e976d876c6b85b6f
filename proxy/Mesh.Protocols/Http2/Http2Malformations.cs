namespace Mesh.Protocols.Http2;

/// <summary>The one table from a refusal of a field section to what is seen of it.</summary>
public static class Http2Malformations
{
    /// <summary>Status to answer a refused request with, where it is answered at all; a refused response is always answered with 502.</summary>
    public static int StatusOf(Http2Malformed reason) => reason switch
    {
        Http2Malformed.None => 200,
    };

    /// <summary>The access log's response_code_details. Envoy's word where Envoy has one.</summary>
    public static string DetailsOf(Http2Malformed reason) => reason switch
    {
        Http2Malformed.None => "",
    };
}
