using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>http[].match[]</c>.</summary>
static class HttpMatchReader
{
    public static HttpMatchRequest Read(FieldReader match) => new()
    {
        Name = match.Text("name"),
        Uri = match.Value<StringMatch>("uri", StringMatchReader.Read),
        Scheme = match.Value<StringMatch>("scheme", StringMatchReader.Read),
        Method = match.Value<StringMatch>("method", StringMatchReader.Read),
        Authority = match.Value<StringMatch>("authority", StringMatchReader.Read),
        Headers = match.Map<StringMatch>("headers", StringMatchReader.ReadHeader),
        WithoutHeaders = match.Map<StringMatch>("withoutHeaders", StringMatchReader.ReadHeader),
        QueryParams = match.Map<StringMatch>("queryParams", StringMatchReader.ReadPresence),
        IgnoreUriCase = match.Boolean("ignoreUriCase"),
        Port = match.Port("port"),
        SourceLabels = match.TextMap("sourceLabels"),
        SourceNamespace = match.Text("sourceNamespace"),
        Gateways = match.Texts("gateways"),
        StatPrefix = match.Text("statPrefix"),
    };
}
