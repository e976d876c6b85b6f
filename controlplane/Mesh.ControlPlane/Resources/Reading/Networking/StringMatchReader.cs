using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>StringMatch</c> as a <see cref="ValueReader{T}"/>.</summary>
static class StringMatchReader
{
    const string JwtClaim = "@request.auth.claims";

    public static bool Read(ReadContext context, YamlNode node, FieldPlace place, out StringMatch value)
    {
        value = StringMatch.Present;
        if (node is not YamlMapping mapping)
        {
            return Values.Refuse(context, node, place, "must be a mapping with exact, prefix or regex");
        }

        value = new FieldReader(context, mapping, place).Complete(Match);
        return true;
    }

    /// <summary>As <see cref="Read"/>, where the pseudo pattern <c>*</c> asks for presence: headers and query parameters.</summary>
    public static bool ReadPresence(ReadContext context, YamlNode node, FieldPlace place, out StringMatch value)
    {
        var good = Read(context, node, place, out value);
        value = value is { Kind: StringMatchKind.Regex, Value: "*" } ? StringMatch.Present : value;
        return good;
    }

    /// <summary>As <see cref="ReadPresence"/>; knows that some header names are JWT claims.</summary>
    public static bool ReadHeader(ReadContext context, YamlNode node, FieldPlace place, out StringMatch value)
    {
        if (place.Path.Contains($"[{JwtClaim}", StringComparison.Ordinal))
        {
            context.SeenValue(place, JwtClaim, node.Line);
        }

        return ReadPresence(context, node, place, out value);
    }

    static StringMatch Match(FieldReader match)
    {
        var written = new List<StringMatch>(1);
        Add(StringMatchKind.Exact, "exact");
        Add(StringMatchKind.Prefix, "prefix");
        Add(StringMatchKind.Regex, "regex");
        if (written.Count > 1)
        {
            match.Error("", "only one of exact, prefix and regex may be set");
        }

        return written.Count == 0 ? StringMatch.Present : written[0];

        void Add(StringMatchKind kind, string name)
        {
            if (match.TextOrEmpty(name) is { } text)
            {
                written.Add(new StringMatch(kind, text));
            }
        }
    }
}
