using System.Numerics;
using System.Text;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Telemetry;

/// <summary>Envoy's names of response flags (7.19): "-" for none, short names joined by commas in the order of the bits.</summary>
static class ResponseFlagNames
{
    static readonly string[] ShortNames = ["UH", "UF", "UO", "NR", "URX", "NC", "DT", "DC", "UT", "LR", "UR", "UC", "SI", "DPE", "UPE", "OM"];

    /// <summary>For labels: allocates only where several flags are set.</summary>
    public static string Text(ResponseFlags flags) => flags switch
    {
        ResponseFlags.None => "-",
        _ when BitOperations.IsPow2((uint)flags) => ShortNames[BitOperations.TrailingZeroCount((uint)flags)],
        _ => Joined(flags),
    };

    /// <summary>The short name of the lowest flag, which is taken from <paramref name="flags"/>.</summary>
    public static string TakeFirst(ref ResponseFlags flags)
    {
        var bit = BitOperations.TrailingZeroCount((uint)flags);
        flags &= ~(ResponseFlags)(1 << bit);
        return ShortNames[bit];
    }

    static string Joined(ResponseFlags flags)
    {
        var text = new StringBuilder();
        while (flags != ResponseFlags.None)
        {
            text.Append(text.Length > 0 ? "," : "").Append(TakeFirst(ref flags));
        }

        return text.ToString();
    }
}
