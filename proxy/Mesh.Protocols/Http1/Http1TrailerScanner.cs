using static Mesh.Protocols.Http1.Http1Grammar;

namespace Mesh.Protocols.Http1;

/// <summary>
/// The trailer section after the last chunk, up to its empty line (RFC 9112 section 7.1.2): field lines, as strict as those of a head.
/// </summary>
struct Http1TrailerScanner
{
    Part part;
    Http1TrailerName name;
    int nameLength;
    int bytes;

    public readonly bool IsComplete => part == Part.Complete;

    /// <summary>A trailer field was seen.</summary>
    public bool HasFields { get; private set; }

    public Http1Error Next(byte value, Http1Limits limits)
    {
        if (++bytes > limits.MaxTrailerBytes)
        {
            return Http1Error.TrailersTooLarge;
        }

        return part switch
        {
            Part.Name => NextOfName(value),
            Part.Value => NextOfValue(value),
            Part.LineFeed => NextLineFeed(value, Part.Name),
            Part.EndLineFeed => NextLineFeed(value, Part.Complete),
            Part.Complete => Http1Error.IllegalByte,
        };
    }

    Http1Error NextOfName(byte value)
    {
        if (Http1Bytes.IsToken(value))
        {
            if (nameLength < Http1TrailerName.MaxLength)
            {
                name[nameLength] = value;
            }

            nameLength++;
            return Http1Error.None;
        }

        return nameLength == 0 ? EndSection(value) : EndName(value);
    }

    Http1Error EndSection(byte value)
    {
        part = Part.EndLineFeed;
        return value switch
        {
            Cr => Http1Error.None,
            Lf => Http1Error.BareLineFeed,
            (byte)':' => Http1Error.EmptyFieldName,
            Space or Tab => Http1Error.ObsoleteFold,
            _ => Http1Error.InvalidFieldName,
        };
    }

    Http1Error EndName(byte value)
    {
        part = Part.Value;
        HasFields = true;
        return value switch
        {
            (byte)':' => IsForbidden() ? Http1Error.ForbiddenTrailer : Http1Error.None,
            Space or Tab => Http1Error.SpaceInFieldName,
            Cr => Http1Error.MissingColon,
            Lf => Http1Error.BareLineFeed,
            _ => Http1Error.InvalidFieldName,
        };
    }

    readonly bool IsForbidden() =>
        nameLength <= Http1TrailerName.MaxLength && Http1TrailerName.IsForbidden(((ReadOnlySpan<byte>)name)[..nameLength]);

    Http1Error NextOfValue(byte value)
    {
        if (value == Cr)
        {
            part = Part.LineFeed;
            return Http1Error.None;
        }

        return value == Lf ? Http1Error.BareLineFeed : !Http1Bytes.IsFieldValue(value) ? Http1Error.IllegalByte : Http1Error.None;
    }

    /// <summary>Only a line feed moves on: a section that went wrong at its last byte must never count as complete.</summary>
    Http1Error NextLineFeed(byte value, Part next)
    {
        if (value != Lf)
        {
            return Http1Error.BareCarriageReturn;
        }

        part = next;
        nameLength = 0;
        return Http1Error.None;
    }

    enum Part : byte
    {
        Name,
        Value,
        LineFeed,
        EndLineFeed,
        Complete,
    }
}
