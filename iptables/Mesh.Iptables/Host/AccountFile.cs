using System.Globalization;

namespace Mesh.Iptables.Host;

/// <summary>Reads passwd(5) and group(5), whose lines both begin <c>name:password:id:</c>.</summary>
internal static class AccountFile
{
    /// <summary>The id of the named account, or null when the file or the account is not there.</summary>
    public static uint? Find(string path, string name)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (var line in File.ReadLines(path))
        {
            var fields = line.Split(':', 4);
            if (fields.Length == 4 && fields[0] == name
                && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return id;
            }
        }

        return null;
    }
}
