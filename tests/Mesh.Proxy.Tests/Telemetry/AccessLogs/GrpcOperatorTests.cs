using System.Text;
using Mesh.Contract;
using Mesh.Protocols.Grpc;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry.AccessLogs;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.AccessLogs;

public class GrpcOperatorTests
{
    const string Format = "%GRPC_STATUS% %GRPC_STATUS(CAMEL_STRING)% %GRPC_STATUS(SNAKE_STRING)% %GRPC_STATUS(NUMBER)% %GRPC_STATUS_NUMBER% "
        + "%TRAILER(GRPC-MESSAGE)% %TRAILER(X-NONE?grpc-message):3%";

    [Fact]
    public void A_calls_end_is_printed()
    {
        var exchange = Exchanges.Outbound();
        exchange.IsGrpc = true;
        exchange.GrpcStatus = GrpcStatus.Cancelled;
        exchange.ResponseTrailers = Encoding.ASCII.GetBytes("grpc-status: 1\r\ngrpc-message: it went\r\n");
        Assert.Equal("Canceled Canceled CANCELLED 1 1 it went it ", Lines.Of(exchange, TimeProvider.System, Format));
    }

    [Fact]
    public void Without_a_call_nothing_is()
    {
        Assert.Equal("- - - - - - -", Lines.Of(Exchanges.Outbound(), TimeProvider.System, Format));
        var flow = new AccessLogRecord(Exchanges.Flow());
        Assert.Equal("- - - - - - -", Lines.Of(flow, TimeProvider.System, Format));
    }

    [Fact]
    public void In_JSON_a_number_is_one() =>
        Assert.Equal(
            "{\"number\":14,\"name\":\"Unavailable\"}\n",
            Lines.Of(Unavailable(), TimeProvider.System, "{\"number\":\"%GRPC_STATUS_NUMBER%\",\"name\":\"%GRPC_STATUS%\"}", AccessLog.Types.Encoding.Json));

    [Fact]
    public void Another_form_is_refused()
    {
        Assert.Null(AccessLogFormat.TryParse(AccessLog.Types.Encoding.Text, "%GRPC_STATUS(KEBAB)%", out var error));
        Assert.Contains("CAMEL_STRING", error);
    }

    static Exchange Unavailable()
    {
        var exchange = Exchanges.Outbound();
        exchange.IsGrpc = true;
        exchange.GrpcStatus = GrpcStatus.Unavailable;
        return exchange;
    }
}
