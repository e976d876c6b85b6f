using System.Buffers;
using System.Text;

namespace Mesh.Proxy.Routing;

/// <summary>
/// One entry of match.headers or match.withoutHeaders (3.8, 3.9). Fields that repeat are matched as Envoy does: their values joined with commas.
/// </summary>
/// <param name="name">Lower case.</param>
/// <param name="value">Null: presence.</param>
/// <param name="inverted">withoutHeaders: must not hold; a missing header then counts as empty, except for presence.</param>
sealed class HeaderMatcher(string name, StringMatcher? value, bool inverted)
{
    readonly byte[] name = Encoding.UTF8.GetBytes(name);

    public bool Matches(in RequestView request)
    {
        var first = Find(request, 0);
        if (value is null)
            return first >= 0 != inverted;
        if (first < 0)
            return inverted && !value.IsMatch([]);

        var next = Find(request, first + 1);
        var holds = next < 0 ? value.IsMatch(request.Head[first].Value.Of(request.Bytes)) : MatchesJoined(request, first);
        return holds != inverted;
    }

    int Find(in RequestView request, int from)
    {
        var fields = request.Head.Fields;
        for (var i = from; i < fields.Length; i++)
        {
            var range = fields[i].Name;
            if (range.Length == name.Length && AsciiBytes.EqualsIgnoreCase(range.Of(request.Bytes), name))
                return i;
        }

        return -1;
    }

    bool MatchesJoined(in RequestView request, int first)
    {
        // The head's own length bounds all its values with a comma between each two.
        var joined = ArrayPool<byte>.Shared.Rent(request.Bytes.Length);
        var length = 0;
        for (var i = first; i >= 0; i = Find(request, i + 1))
        {
            if (i > first)
                joined[length++] = (byte)',';
            var range = request.Head[i].Value;
            range.Of(request.Bytes).CopyTo(joined.AsSpan(length));
            length += range.Length;
        }

        var holds = value!.IsMatch(joined.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(joined);
        return holds;
    }
}
