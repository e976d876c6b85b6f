using System.Text;

namespace Mesh.Fuzz;

/// <summary>Shorthands of targets.</summary>
static class Bytes
{
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    public static IReadOnlyList<byte[]> Words(params string[] words) => [.. words.Select(Of)];

    /// <summary>Bytes as text, whatever they are: each one a character.</summary>
    public static string Latin1(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Places to cut an input at: all of a short one, else some that depend on the input alone.</summary>
    public static IEnumerable<int> Cuts(byte[] input)
    {
        if (input.Length <= 24)
        {
            return Enumerable.Range(0, input.Length);
        }

        var random = new Random(input.Length * 31 + input[^1] * 7 + input[input.Length / 2]);
        return Enumerable.Range(0, 12).Select(_ => random.Next(input.Length));
    }
}
