using System.Globalization;

namespace Mesh.Protocols.Grpc;

/// <summary>grpc-timeout: up to eight digits and a unit (gRPC's PROTOCOL-HTTP2.md, "Requests").</summary>
public static class GrpcTimeout
{
    public const int MaxLength = 9;

    const long MaxValue = 99_999_999;
    const int MaxDigits = 8;
    const long NanosecondsPerTick = 100;

    /// <summary>From the finest on; nanoseconds are less than a tick and have rules of their own.</summary>
    static ReadOnlySpan<byte> UnitNames => "umSMH"u8;

    /// <summary>
    /// Zero is accepted, as Envoy does, and has passed already. Parts of a tick count as one: no timeout becomes none.
    /// </summary>
    /// <returns>False if the value is not of this form: the request has no timeout then.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out TimeSpan timeout)
    {
        timeout = default;
        if (value.Length is < 2 or > MaxDigits + 1 || value[..^1].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var number = 0L;
        foreach (var digit in value[..^1])
        {
            number = (number * 10) + (digit - '0');
        }

        var unit = UnitNames.IndexOf(value[^1]);
        if (unit < 0 && value[^1] != 'n')
        {
            return false;
        }

        timeout = new TimeSpan(unit < 0 ? (number + NanosecondsPerTick - 1) / NanosecondsPerTick : number * TicksOf(unit));
        return true;
    }

    /// <summary>
    /// In the finest unit that has room, rounded down: a server must not work on for longer than its client waits. What has passed already
    /// is a nanosecond; more than eight digits of hours are eight nines.
    /// </summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(TimeSpan timeout, Span<byte> destination)
    {
        var ticks = timeout.Ticks;
        if (ticks <= 0)
        {
            return Write(1, (byte)'n', destination);
        }

        if (ticks <= MaxValue / NanosecondsPerTick)
        {
            return Write(ticks * NanosecondsPerTick, (byte)'n', destination);
        }

        var unit = 0;
        while (unit < UnitNames.Length - 1 && ticks / TicksOf(unit) > MaxValue)
        {
            unit++;
        }

        return Write(Math.Min(ticks / TicksOf(unit), MaxValue), UnitNames[unit], destination);
    }

    static long TicksOf(int unit) => unit switch
    {
        0 => TimeSpan.TicksPerMicrosecond,
        1 => TimeSpan.TicksPerMillisecond,
        2 => TimeSpan.TicksPerSecond,
        3 => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerHour,
    };

    static int Write(long value, byte unit, Span<byte> destination)
    {
        value.TryFormat(destination, out var digits, default, CultureInfo.InvariantCulture);
        destination[digits] = unit;
        return digits + 1;
    }
}
