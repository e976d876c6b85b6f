namespace Mesh.Proxy.Admin;

/// <summary>key=value pairs after the '?', with percent-encoding and '+' undone. Of equal keys the last counts.</summary>
static class AdminQuery
{
    public static Dictionary<string, string> Parse(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            values[Decode(equals < 0 ? pair : pair[..equals])] = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        }

        return values;
    }

    static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
