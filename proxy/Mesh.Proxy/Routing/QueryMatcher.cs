using System.Text;

namespace Mesh.Proxy.Routing;

/// <summary>
/// One entry of match.queryParams (3.10). As in Envoy: names and values as sent (not percent-decoded), the first of repeated parameters counts, and a
/// bare key has the empty value.
/// </summary>
/// <param name="name">Case-sensitive.</param>
/// <param name="value">Null: presence.</param>
sealed class QueryMatcher(string name, StringMatcher? value)
{
    readonly byte[] name = Encoding.UTF8.GetBytes(name);

    public bool Matches(ReadOnlySpan<byte> query)
    {
        while (!query.IsEmpty)
        {
            var end = query.IndexOf((byte)'&');
            var parameter = end < 0 ? query : query[..end];
            if (Names(parameter))
                return value is null || value.IsMatch(ValueOf(parameter));
            query = end < 0 ? [] : query[(end + 1)..];
        }

        return false;
    }

    bool Names(ReadOnlySpan<byte> parameter) =>
        parameter.StartsWith(name) && (parameter.Length == name.Length || parameter[name.Length] == (byte)'=');

    ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> parameter) =>
        parameter.Length == name.Length ? [] : parameter[(name.Length + 1)..];
}
