using System.Text;
using System.Text.Encodings.Web;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>One key of a JSON log line.</summary>
/// <param name="Prefix">All that stands before the value: brace or comma, key, colon.</param>
readonly record struct JsonMember(byte[] Prefix, AccessLogSegment[] Value)
{
    public static byte[] PrefixOf(string key, bool isFirst) =>
        Encoding.UTF8.GetBytes($"{(isFirst ? '{' : ',')}\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(key)}\":");
}
