using System.Buffers.Text;
using System.Text;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Heads;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>The value of each operator, as Envoy defines it (7.17).</summary>
static class AccessLogValue
{
    /// <summary>Longest configuration string (name, address, reason) that is printed, in characters.</summary>
    const int MaxText = 340;

    public static void Write<TSink>(in AccessLogSegment segment, in AccessLogRecord record, WallClock clock, ref TSink sink)
        where TSink : struct, IValueSink
    {
        switch (segment.Operator)
        {
            case AccessLogOperator.RequestHeader:
            case AccessLogOperator.RequestHeaderWithoutQuery:
            case AccessLogOperator.ResponseHeader:
            case AccessLogOperator.ResponseTrailer:
                WriteHeader(segment, record, clock, ref sink);
                break;
            case AccessLogOperator.Protocol:
                WriteProtocol(record, ref sink);
                break;
            case AccessLogOperator.ResponseFlags:
                WriteFlags(record.Flags, ref sink);
                break;
            case AccessLogOperator.GrpcStatus:
                WriteText(GrpcStatusText.Of(record.Exchange?.GrpcStatus, isSnake: segment.Name.Length > 0), segment.MaxLength, ref sink);
                break;
            case AccessLogOperator.GrpcStatusNumber:
                WriteGrpcStatus(record, ref sink);
                break;
            case AccessLogOperator.ResponseCode:
                sink.Number(record.ResponseCode);
                break;
            case AccessLogOperator.BytesReceived:
                sink.Number(record.BytesReceived);
                break;
            case AccessLogOperator.BytesSent:
                sink.Number(record.BytesSent);
                break;
            case AccessLogOperator.Duration:
                sink.Number(clock.WholeMilliseconds(record.Ended - record.Started));
                break;
            case AccessLogOperator.RequestDuration:
                WriteSpan(record.Started, record.Exchange?.UpstreamStarted ?? 0, clock, ref sink);
                break;
            case AccessLogOperator.ResponseDuration:
                WriteSpan(record.Started, record.Exchange?.UpstreamFirstByte ?? 0, clock, ref sink);
                break;
            case AccessLogOperator.ResponseTransmitDuration:
                WriteSpan(record.Exchange?.UpstreamFirstByte ?? 0, record.Ended, clock, ref sink);
                break;
            default:
                WriteText(Text(segment.Operator, record), segment.MaxLength, ref sink);
                break;
        }
    }

    static ReadOnlySpan<char> Text(AccessLogOperator operation, in AccessLogRecord record) => operation switch
    {
        AccessLogOperator.ResponseCodeDetails => record.Details,
        AccessLogOperator.ConnectionTerminationDetails => record.ConnectionTermination,
        AccessLogOperator.UpstreamTransportFailureReason => record.UpstreamFailure,
        AccessLogOperator.UpstreamHost => record.UpstreamHost,
        AccessLogOperator.UpstreamHostWithoutPort => AddressText.Host(record.UpstreamHost),
        AccessLogOperator.UpstreamPort => AddressText.Port(record.UpstreamHost),
        AccessLogOperator.UpstreamCluster => record.ClusterName,
        AccessLogOperator.UpstreamLocalAddress => record.UpstreamLocalAddress,
        AccessLogOperator.UpstreamLocalAddressWithoutPort => AddressText.Host(record.UpstreamLocalAddress),
        AccessLogOperator.UpstreamLocalPort => AddressText.Port(record.UpstreamLocalAddress),
        AccessLogOperator.DownstreamLocalAddress => record.DownstreamLocalAddress,
        AccessLogOperator.DownstreamLocalAddressWithoutPort => AddressText.Host(record.DownstreamLocalAddress),
        AccessLogOperator.DownstreamLocalPort => AddressText.Port(record.DownstreamLocalAddress),
        AccessLogOperator.DownstreamRemoteAddress => record.DownstreamRemoteAddress,
        AccessLogOperator.DownstreamRemoteAddressWithoutPort => AddressText.Host(record.DownstreamRemoteAddress),
        AccessLogOperator.DownstreamRemotePort => AddressText.Port(record.DownstreamRemoteAddress),
        AccessLogOperator.RequestedServerName => record.RequestedServerName,
        AccessLogOperator.RouteName => record.RouteName,
        AccessLogOperator.DecidedBy => record.DecidedBy,
        _ => "",
    };

    static void WriteHeader<TSink>(in AccessLogSegment segment, in AccessLogRecord record, WallClock clock, ref TSink sink)
        where TSink : struct, IValueSink
    {
        if (record.Exchange is not { } exchange)
        {
            sink.Absent();
            return;
        }

        if (segment.Operator == AccessLogOperator.ResponseHeader && segment.Name.AsSpan().SequenceEqual("x-envoy-upstream-service-time"u8))
        {
            WriteServiceTime(exchange, clock, ref sink);
            return;
        }

        var value = Header(segment.Operator, exchange, segment.Name);
        if (value.IsEmpty && segment.Alternative.Length > 0)
        {
            value = Header(segment.Operator, exchange, segment.Alternative);
        }

        WriteBytes(value, segment.MaxLength, ref sink);
    }

    static ReadOnlySpan<byte> Header(AccessLogOperator operation, Exchange exchange, byte[] name)
    {
        if (operation == AccessLogOperator.ResponseTrailer)
        {
            return TrailerLines.Find(exchange.ResponseTrailers.Span, name);
        }

        if (operation == AccessLogOperator.ResponseHeader)
        {
            return ExchangeHeaders.Response(exchange, name);
        }

        var value = ExchangeHeaders.Request(exchange, name);
        return operation == AccessLogOperator.RequestHeaderWithoutQuery && value.IndexOf((byte)'?') is var query and >= 0 ? value[..query] : value;
    }

    /// <summary>This proxy sets the header itself, from these two times. As a header it is text, also in JSON.</summary>
    static void WriteServiceTime<TSink>(Exchange exchange, WallClock clock, ref TSink sink)
        where TSink : struct, IValueSink
    {
        if (exchange.UpstreamFirstByte == 0)
        {
            sink.Absent();
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(clock.WholeMilliseconds(exchange.UpstreamFirstByte - exchange.UpstreamStarted), digits, out var length);
        sink.Text(digits[..length]);
    }

    static void WriteGrpcStatus<TSink>(in AccessLogRecord record, ref TSink sink)
        where TSink : struct, IValueSink
    {
        if (record.Exchange?.GrpcStatus is { } status)
        {
            sink.Number((int)status);
        }
        else
        {
            sink.Absent();
        }
    }

    static void WriteProtocol<TSink>(in AccessLogRecord record, ref TSink sink)
        where TSink : struct, IValueSink
    {
        if (record.Exchange is not { } exchange)
        {
            sink.Absent();
            return;
        }

        // A request that could not be parsed arrived as HTTP/1 all the same.
        sink.Text(exchange.IsHttp2 ? "HTTP/2"u8 : exchange.Request is { Length: > 0, MinorVersion: 0 } ? "HTTP/1.0"u8 : "HTTP/1.1"u8);
    }

    static void WriteFlags<TSink>(ResponseFlags flags, ref TSink sink)
        where TSink : struct, IValueSink
    {
        if (flags == ResponseFlags.None)
        {
            // A value of its own, also in JSON.
            sink.Text("-"u8);
            return;
        }

        Span<byte> text = stackalloc byte[128];
        var length = 0;
        while (flags != ResponseFlags.None && length < text.Length - 8)
        {
            if (length > 0)
            {
                text[length++] = (byte)',';
            }

            length += Encoding.ASCII.GetBytes(ResponseFlagNames.TakeFirst(ref flags), text[length..]);
        }

        sink.Text(text[..length]);
    }

    /// <summary>Zero stands for a moment that never came.</summary>
    static void WriteSpan<TSink>(long from, long to, WallClock clock, ref TSink sink)
        where TSink : struct, IValueSink
    {
        if (from == 0 || to == 0)
        {
            sink.Absent();
            return;
        }

        sink.Number(clock.WholeMilliseconds(to - from));
    }

    static void WriteText<TSink>(ReadOnlySpan<char> text, int maxLength, ref TSink sink)
        where TSink : struct, IValueSink
    {
        // No more than it needs: stack memory is cleared each time. A UTF-16 unit takes three bytes at most.
        text = text[..Math.Min(text.Length, MaxText)];
        Span<byte> bytes = stackalloc byte[text.Length * 3];
        Encoding.UTF8.TryGetBytes(text, bytes, out var length);
        WriteBytes(bytes[..length], maxLength, ref sink);
    }

    static void WriteBytes<TSink>(ReadOnlySpan<byte> value, int maxLength, ref TSink sink)
        where TSink : struct, IValueSink
    {
        if (value.IsEmpty)
        {
            sink.Absent();
            return;
        }

        sink.Text(value[..Math.Min(value.Length, maxLength)]);
    }
}
