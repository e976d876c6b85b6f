using System.Text;

namespace Mesh.Iptables.State;

/// <summary>Splits a line of iptables-save output into words. Comments and prefixes come quoted, with backslash escapes.</summary>
internal static class RuleTokenizer
{
    public static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        var inQuotes = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && inQuotes && i + 1 < line.Length)
            {
                word.Append(line[++i]);
            }
            else if (c == '"')
            {
                inQuotes = !inQuotes;
                inWord = true;
            }
            else if (c is ' ' or '\t' && !inQuotes)
            {
                Flush(words, word, ref inWord);
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        Flush(words, word, ref inWord);
        return words;
    }

    private static void Flush(List<string> words, StringBuilder word, ref bool inWord)
    {
        if (inWord)
        {
            words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }
}
