using System.Runtime.CompilerServices;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>
/// A field section as it grows: its HTTP/1.1 bytes, their index, and the first reason to refuse it. Once refused nothing more is copied, so
/// that a block which refers to a large entry again and again (an HPACK bomb) costs one call for each of its bytes.
/// </summary>
sealed class Http2Section(Http2Limits limits)
{
    const int FirstLength = 1024;

    byte[] bytes = new byte[Math.Min(FirstLength, limits.Head.MaxHeadBytes)];
    int length;

    /// <summary>Of what may be written: the array's end, or the limit if that comes first.</summary>
    int end;
    int maxLength;
    Http2Malformed tooLong;
    long listLength;

    public Http1Head Head { get; private set; } = null!;

    public Http2Malformed Refusal { get; private set; }

    public bool IsRefused => Refusal != Http2Malformed.None;

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    /// <param name="maxLength">Bytes in the HTTP/1.1 form.</param>
    /// <param name="tooLong">The refusal beyond them.</param>
    public void Begin(Http1Head head, int maxLength, Http2Malformed tooLong)
    {
        head.Reset();
        head.MinorVersion = 1;
        head.KeepAlive = true;
        Head = head;
        Refusal = Http2Malformed.None;
        this.maxLength = maxLength;
        end = Math.Min(bytes.Length, maxLength);
        this.tooLong = tooLong;
        length = 0;
        listLength = 0;
    }

    /// <summary>The first reason stays; None is no refusal.</summary>
    public void Refuse(Http2Malformed reason) => Refusal = IsRefused ? Refusal : reason;

    /// <summary>Counts a field as RFC 9113 section 6.5.2 does. False: refused, now or before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Count(long fieldLength)
    {
        listLength += fieldLength + HpackTable.EntryOverhead;
        if (listLength > limits.MaxHeaderListBytes)
        {
            Refuse(Http2Malformed.HeaderListTooLarge);
        }

        return !IsRefused;
    }

    /// <summary>Whatever the limits are, a field that is not held cannot be passed on.</summary>
    public void AddOversize(long fieldLength)
    {
        Count(fieldLength);
        Refuse(Http2Malformed.HeaderListTooLarge);
    }

    /// <summary>Adds a line as the table has it.</summary>
    public void AddLine(scoped in HpackField field)
    {
        var start = length;
        if (Head.FieldCount == Head.Capacity)
        {
            Refuse(Http2Malformed.TooManyFields);
        }
        else if (TryAppend(field.Line))
        {
            Head.Add(
                new ByteRange(start, field.NameLength),
                new ByteRange(start + field.NameLength + HpackField.SeparatorLength, field.ValueLength),
                field.Traits.Known,
                new ByteRange(start, field.Line.Length),
                field.IsNeverIndexed);
        }
    }

    /// <summary>Adds a line that was no field of the block.</summary>
    public void AddLine(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Http1KnownField known)
    {
        if (Head.FieldCount == Head.Capacity)
        {
            Refuse(Http2Malformed.TooManyFields);
            return;
        }

        var nameRange = Append(name);
        Append(": "u8);
        var valueRange = Append(value);
        Append("\r\n"u8);
        if (!IsRefused)
        {
            Head.Add(nameRange, valueRange, known, new ByteRange(nameRange.Start, length - nameRange.Start));
        }
    }

    /// <summary>Where the bytes are now; nowhere if they were too many.</summary>
    public ByteRange Append(ReadOnlySpan<byte> more) => TryAppend(more) ? new ByteRange(length - more.Length, more.Length) : default;

    /// <summary>Adds to the value of a field, which need not be the last.</summary>
    public void ExtendValue(int index, ReadOnlySpan<byte> more)
    {
        var at = Head[index].Value.End;
        if (!TryAppend(more))
        {
            return;
        }

        bytes.AsSpan(at, length - more.Length - at).CopyTo(bytes.AsSpan(at + more.Length));
        more.CopyTo(bytes.AsSpan(at));
        ref var field = ref Head.FieldAt(index);
        field.Value = new ByteRange(field.Value.Start, field.Value.Length + more.Length);
        field.Line = new ByteRange(field.Line.Start, field.Line.Length + more.Length);
        for (var i = index + 1; i < Head.FieldCount; i++)
        {
            Move(ref Head.FieldAt(i), more.Length);
        }
    }

    static void Move(ref Http1Field field, int by)
    {
        field.Name = new ByteRange(field.Name.Start + by, field.Name.Length);
        field.Value = new ByteRange(field.Value.Start + by, field.Value.Length);
        field.Line = new ByteRange(field.Line.Start + by, field.Line.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryAppend(ReadOnlySpan<byte> more)
    {
        if (end - length < more.Length && !TryGrow(more.Length))
        {
            return false;
        }

        more.CopyTo(bytes.AsSpan(length));
        length += more.Length;
        return true;
    }

    bool TryGrow(int more)
    {
        if (length + more > maxLength)
        {
            Refuse(tooLong);
            return false;
        }

        Array.Resize(ref bytes, Math.Max(length + more, Math.Min(bytes.Length * 2, maxLength)));
        end = Math.Min(bytes.Length, maxLength);
        return true;
    }
}
