using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>
/// Joins the crumbs of a cookie into one line, as RFC 9113 section 8.2.3 says before it goes where they would be several. The line stands
/// where the first crumb was; crumbs that do not follow each other are kept and put in at the end, at once, so that the work is linear.
/// </summary>
sealed class Http2CookieLine(Http2Section section)
{
    const int FirstLength = 256;

    byte[] strays = [];
    int length;
    int index;

    public void Begin()
    {
        length = 0;
        index = -1;
    }

    public void Add(scoped in HpackField crumb)
    {
        if (index < 0)
        {
            index = section.Head.FieldCount;
            section.AddLine(crumb);
            return;
        }

        section.Head.FieldAt(index).IsNeverIndexed |= crumb.IsNeverIndexed;
        section.Head.HasNeverIndexed |= crumb.IsNeverIndexed;
        if (crumb.ValueLength == 0)
        {
            return;
        }

        if (index == section.Head.FieldCount - 1)
        {
            AddNext(crumb.Value);
        }
        else
        {
            Keep(crumb.Value);
        }
    }

    public void End()
    {
        if (length > 0)
        {
            var isFirst = section.Head[index].Value.Length == 0;
            section.ExtendValue(index, strays.AsSpan(isFirst ? Separator.Length : 0, isFirst ? length - Separator.Length : length));
        }
    }

    static ReadOnlySpan<byte> Separator => "; "u8;

    void AddNext(ReadOnlySpan<byte> value)
    {
        if (section.Head[index].Value.Length > 0)
        {
            section.ExtendValue(index, Separator);
        }

        section.ExtendValue(index, value);
    }

    void Keep(ReadOnlySpan<byte> value)
    {
        var more = Separator.Length + value.Length;
        if (strays.Length - length < more)
        {
            Array.Resize(ref strays, Math.Max(FirstLength, (length + more) * 2));
        }

        Separator.CopyTo(strays.AsSpan(length));
        value.CopyTo(strays.AsSpan(length + Separator.Length));
        length += more;
    }
}
