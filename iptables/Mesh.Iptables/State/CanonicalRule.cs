using Mesh.Iptables.Options;

namespace Mesh.Iptables.State;

/// <summary>
/// One spelling for rules that mean the same. A rule comes back from the kernel with its conditions reordered, implied
/// modules named (<c>-m tcp</c>), host bits of addresses cleared and match-everything addresses gone.
/// </summary>
internal static class CanonicalRule
{
    /// <param name="specification">Conditions and target, as in <c>-p tcp -m tcp --dport 80 -j RETURN</c>.</param>
    public static string Of(string specification)
    {
        var conditions = new List<string>();
        var target = "";
        var words = RuleTokenizer.Split(specification);
        for (var i = 0; i < words.Count;)
        {
            var negated = words[i] == "!" && i + 1 < words.Count;
            i += negated ? 1 : 0;
            var option = words[i++];
            var value = TakeValue(words, ref i);
            switch (option)
            {
                // A module only names where the options after it come from.
                case "-m":
                    break;
                case "-j" or "-g":
                    target = $"{option} {value}";
                    break;
                case "-s" or "-d":
                    AddRange(conditions, negated, option, value);
                    break;
                default:
                    conditions.Add(Condition(negated, option, value));
                    break;
            }
        }

        conditions.Sort(StringComparer.Ordinal);
        return $"{string.Join(' ', conditions)} {target}".Trim();
    }

    // An option's value is every word up to the next option: --tcp-flags has two.
    private static string TakeValue(List<string> words, ref int i)
    {
        var first = i;
        while (i < words.Count && words[i] != "!" && !words[i].StartsWith('-'))
        {
            i++;
        }

        return string.Join(' ', words[first..i]);
    }

    private static void AddRange(List<string> conditions, bool negated, string option, string value)
    {
        if (!TryParseRange(value, out var range))
        {
            conditions.Add(Condition(negated, option, value));
        }
        else if (negated || !range.IsEverything)
        {
            conditions.Add(Condition(negated, option, range.Network.ToString()));
        }
    }

    private static bool TryParseRange(string value, out Cidr range)
    {
        if (Cidr.TryParseAddress(value, out var address))
        {
            range = new Cidr(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return Cidr.TryParse(value, out range);
    }

    private static string Condition(bool negated, string option, string value) => $"{(negated ? "! " : "")}{option}={value}";
}
