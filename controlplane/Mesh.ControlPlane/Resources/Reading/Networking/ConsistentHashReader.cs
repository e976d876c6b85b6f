using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>loadBalancer.consistentHash</c>.</summary>
static class ConsistentHashReader
{
    static readonly string[] Keys = ["httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName"];

    public static ConsistentHash Read(FieldReader hash)
    {
        if (Keys.Count(hash.Has) > 1)
        {
            hash.Error("", $"only one of {string.Join(", ", Keys)} may be set");
        }

        if (hash.Has("ringHash") && hash.Has("maglev"))
        {
            hash.Error("maglev", "cannot be set together with ringHash");
        }

        var deprecated = hash.UInt32("minimumRingSize");
        return new ConsistentHash
        {
            HttpHeaderName = hash.Text("httpHeaderName"),
            HttpCookie = hash.Object("httpCookie", Cookie),
            UseSourceIp = hash.Boolean("useSourceIp"),
            HttpQueryParameterName = hash.Text("httpQueryParameterName"),
            MinimumRingSize = hash.Object("ringHash", ring => new Size(ring.UInt32("minimumRingSize") ?? 1024))?.Value ?? deprecated,
            MaglevTableSize = hash.Object("maglev", maglev => new Size(maglev.UInt32("tableSize") ?? 0))?.Value,
        };
    }

    static HashCookie Cookie(FieldReader cookie) => new()
    {
        Name = cookie.RequiredText("name"),
        Path = cookie.Text("path"),
        Ttl = cookie.Duration("ttl"),
        Attributes = cookie.List("attributes", entry => new CookieAttribute(entry.RequiredText("name"), entry.Text("value"))),
    };

    sealed record Size(long Value);
}
