using System.Text.Json;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry.AccessLogs;
using Xunit;
using Encoding = Mesh.Contract.AccessLog.Types.Encoding;

namespace Mesh.Proxy.Tests.Telemetry.AccessLogs;

public sealed class AccessLogFormatTests
{
    readonly FixedTime time = new();

    [Fact]
    public void The_default_line_of_a_success_is_envoys_byte_for_byte() => Assert.Equal(
        "[2026-01-02T03:04:05.678Z] \"GET /reviews/1?x=1 HTTP/1.1\" 200 - via_upstream - \"-\" 12 379 7 5 \"10.9.8.7\" \"curl/8.0\" \"3f2c\" "
        + "\"reviews:9080\" \"10.0.0.2:9080\" outbound|9080|v1|reviews.default.svc.cluster.local 10.0.0.1:50000 10.96.0.7:9080 10.0.0.1:41234 "
        + "- reviews-route\n",
        Lines.Of(Exchanges.Outbound(time), time));

    [Fact]
    public void A_connect_failure_prints_its_flags_and_reason()
    {
        var exchange = Exchanges.Outbound(time);
        exchange.ResponseBytes = default;
        exchange.ResponseCode = 503;
        exchange.Flags = ResponseFlags.UpstreamConnectionFailure | ResponseFlags.UpstreamRetryLimitExceeded;
        exchange.Details = "upstream_reset_before_response_started{connection_failure}";
        exchange.UpstreamFailure = "connection refused";
        exchange.UpstreamLocalAddress = "";
        exchange.UpstreamFirstByte = 0;
        exchange.ResponseBodyBytes = 91;

        Assert.Equal(
            "[2026-01-02T03:04:05.678Z] \"GET /reviews/1?x=1 HTTP/1.1\" 503 UF,URX upstream_reset_before_response_started{connection_failure} - "
            + "\"connection refused\" 12 91 7 - \"10.9.8.7\" \"curl/8.0\" \"3f2c\" \"reviews:9080\" \"10.0.0.2:9080\" "
            + "outbound|9080|v1|reviews.default.svc.cluster.local - 10.96.0.7:9080 10.0.0.1:41234 - reviews-route\n",
            Lines.Of(exchange, time));
    }

    [Fact]
    public void A_request_without_route_prints_dashes()
    {
        var exchange = Exchanges.Outbound(time);
        (exchange.Route, exchange.Cluster, exchange.Endpoint, exchange.ClusterName) = (null, null, null, "");
        (exchange.ResponseCode, exchange.Flags, exchange.Details) = (404, ResponseFlags.NoRouteFound, "route_not_found");
        (exchange.UpstreamLocalAddress, exchange.UpstreamFirstByte, exchange.UpstreamStarted) = ("", 0, 0);

        Assert.Equal(
            "[2026-01-02T03:04:05.678Z] \"GET /reviews/1?x=1 HTTP/1.1\" 404 NR route_not_found - \"-\" 12 379 7 - \"10.9.8.7\" \"curl/8.0\" \"3f2c\" "
            + "\"reviews:9080\" \"-\" - - 10.96.0.7:9080 10.0.0.1:41234 - -\n",
            Lines.Of(exchange, time));
    }

    [Fact]
    public void A_request_that_could_not_be_parsed_has_neither_method_nor_path()
    {
        var exchange = new Exchange(0, Http1Limits.Default)
        {
            DownstreamRemoteAddress = "10.0.0.1:1",
            DownstreamLocalAddress = "10.0.0.2:2",
            ResponseCode = 400,
            Flags = ResponseFlags.DownstreamProtocolError,
            Details = "http1.codec_error",
            Started = time.GetTimestamp(),
            Ended = time.GetTimestamp(),
        };

        Assert.Equal(
            "[2026-01-02T03:04:05.678Z] \"- - HTTP/1.1\" 400 DPE http1.codec_error - \"-\" 0 0 0 - \"-\" \"-\" \"-\" \"-\" \"-\" - - 10.0.0.2:2 10.0.0.1:1 - -\n",
            Lines.Of(exchange, time));
    }

    [Fact]
    public void A_tcp_connection_prints_code_0_and_its_bytes()
    {
        var flow = Exchanges.Flow();
        (flow.BytesReceived, flow.BytesSent, flow.Started, flow.Ended) = (10, 20, time.GetTimestamp(), time.GetTimestamp() + 30_000_000);

        Assert.Equal(
            "[2026-01-02T03:04:05.678Z] \"- - -\" 0 - - - \"-\" 10 20 30 - \"-\" \"-\" \"-\" \"-\" \"10.0.0.2:9080\" "
            + "outbound|9080|v1|reviews.default.svc.cluster.local 10.0.0.1:50001 10.96.0.9:6379 10.0.0.1:41234 - -\n",
            Lines.Of(new AccessLogRecord(flow), time));
    }

    [Fact]
    public void A_rewritten_path_prints_the_original_one_and_the_path_sent()
    {
        var exchange = Exchanges.Outbound(time);
        exchange.RewrittenPath = "/v2/reviews/1?x=1"u8.ToArray();
        exchange.RewrittenAuthority = "reviews.v2"u8.ToArray();

        Assert.Equal(
            "/reviews/1?x=1 /v2/reviews/1?x=1 /v2/reviews/1 reviews.v2",
            Lines.Of(exchange, time, "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %REQ(:PATH)% %REQ_WITHOUT_QUERY(:PATH)% %REQ(:AUTHORITY)%"));
    }

    [Fact]
    public void Headers_are_those_after_the_filters()
    {
        var exchange = Exchanges.Outbound(time);
        exchange.RequestEdits.Set("x-request-id"u8.ToArray(), "made-here"u8.ToArray());
        exchange.RequestEdits.Remove("user-agent"u8.ToArray());

        Assert.Equal("made-here - application/json", Lines.Of(exchange, time, "%REQ(X-REQUEST-ID)% %REQ(User-Agent)% %RESP(content-type)%"));
    }

    [Fact]
    public void What_decided_is_one_operator_away() => Assert.Equal(
        "reviews-route \"VirtualService default/reviews http[0]\"",
        Lines.Of(Exchanges.Outbound(time), time, "%ROUTE_NAME% \"%DECIDED_BY%\""));

    [Theory]
    [InlineData("%START_TIME(%Y/%m/%dT%H:%M:%S%z %s)%", "2026/01/02T03:04:05+0000 1767323045")]
    [InlineData("%START_TIME(%F %T.%3f)%", "2026-01-02 03:04:05.678")]
    [InlineData("%START_TIME(%b %e %E6S %f)%", "Jan  2 05.678000 678000000")]
    [InlineData("%START_TIME(%A %I%p %j %%)%", "Friday 03AM 002 %")]
    [InlineData("%REQ(USER-AGENT):4%|%REQ(NONE?USER-AGENT)%|%REQ(NONE)%", "curl|curl/8.0|-")]
    [InlineData("100%% %PROTOCOL%", "100% HTTP/1.1")]
    [InlineData("%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% %DOWNSTREAM_REMOTE_PORT% %UPSTREAM_REMOTE_PORT%", "10.0.0.1 41234 9080")]
    [InlineData("%REQUEST_DURATION% %RESPONSE_DURATION% %RESPONSE_TX_DURATION%", "1 6 1")]
    [InlineData("%DYNAMIC_METADATA(a:b)% %FILTER_STATE(x:PLAIN)% %DOWNSTREAM_PEER_URI_SAN%", "- - -")]
    [InlineData("plain", "plain")]
    public void Operators_print_what_envoys_do(string format, string line) => Assert.Equal(line, Lines.Of(Exchanges.Outbound(time), time, format));

    [Theory]
    [InlineData("%NO_SUCH%", "%NO_SUCH% at character 1: the operator is not known")]
    [InlineData("a %PROTOCOL", "the operator at character 3 does not end with '%' or has no name")]
    [InlineData("%", "the operator at character 1 does not end with '%' or has no name")]
    [InlineData("%REQ%", "%REQ% at character 1: a header's name is expected in parentheses")]
    [InlineData("%REQ()%", "%REQ% at character 1: a header's name is expected in parentheses")]
    [InlineData("%REQ(a?b?c)%", "%REQ% at character 1: a header's name is expected in parentheses")]
    [InlineData("%REQ(a b)%", "%REQ% at character 1: a header's name is expected in parentheses")]
    [InlineData("%REQ(a):x%", "%REQ% at character 1: \":x\" is not a length")]
    [InlineData("%REQ(a", "the operator at character 1 does not end with '%' or has no name")]
    [InlineData("%PROTOCOL(x)%", "%PROTOCOL% at character 1: the operator takes no argument")]
    [InlineData("%START_TIME(%Q)%", "%START_TIME% at character 1: time format \"%Q\": the conversion at character 1 is not known")]
    [InlineData("%CEL(request.path)%", "%CEL% at character 1: the operator is not known")]
    public void A_format_that_is_not_understood_is_refused_with_place_and_reason(string format, string reason)
    {
        Assert.Null(AccessLogFormat.TryParse(Encoding.Text, format, out var error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void Peers_cannot_forge_lines_or_fields()
    {
        var exchange = Exchanges.Outbound(time);
        Exchanges.Receive(exchange, "GET /a HTTP/1.1\r\nHost: h\r\nUser-Agent: x\" 200 \"\\\t\u00e9\r\n\r\n");
        exchange.Details = "evil\n[2026] \"GET / HTTP/1.1\" 200\u001b[31m";

        var line = Lines.Of(exchange, time);

        Assert.Equal(1, line.Count(c => c == '\n'));
        Assert.Contains("\"x\\\" 200 \\\"\\\\\\t\u00e9\"", line);
        Assert.Contains("evil\\n[2026] \\\"GET / HTTP/1.1\\\" 200\\x1b[31m", line);
    }

    [Fact]
    public void Json_has_istios_keys_numbers_as_numbers_and_null_for_what_is_absent()
    {
        var exchange = Exchanges.Outbound(time);
        exchange.UpstreamFirstByte = 0;

        Assert.Equal(
            "{\"start_time\":\"2026-01-02T03:04:05.678Z\",\"route_name\":\"reviews-route\",\"method\":\"GET\",\"path\":\"/reviews/1?x=1\","
            + "\"protocol\":\"HTTP/1.1\",\"response_code\":200,\"response_flags\":\"-\",\"response_code_details\":\"via_upstream\","
            + "\"connection_termination_details\":null,\"bytes_received\":12,\"bytes_sent\":379,\"duration\":7,\"upstream_service_time\":null,"
            + "\"x_forwarded_for\":\"10.9.8.7\",\"user_agent\":\"curl/8.0\",\"request_id\":\"3f2c\",\"authority\":\"reviews:9080\","
            + "\"upstream_host\":\"10.0.0.2:9080\",\"upstream_cluster\":\"outbound|9080|v1|reviews.default.svc.cluster.local\","
            + "\"upstream_local_address\":\"10.0.0.1:50000\",\"downstream_local_address\":\"10.96.0.7:9080\","
            + "\"downstream_remote_address\":\"10.0.0.1:41234\",\"requested_server_name\":null,\"upstream_transport_failure_reason\":null,"
            + "\"decided_by\":\"VirtualService default/reviews http[0]\"}\n",
            Lines.Of(exchange, time, encoding: Encoding.Json));
    }

    [Fact]
    public void Json_stays_valid_whatever_peers_send()
    {
        var exchange = Exchanges.Outbound(time);
        Exchanges.Receive(exchange, "GET /\" HTTP/1.1\r\nHost: h\r\nUser-Agent: \"},{\\ \u00ff\u00fe \u00c3\u00a9\t\r\n\r\n");

        var line = Lines.Of(exchange, time, encoding: Encoding.Json);

        using var document = JsonDocument.Parse(System.Text.Encoding.Latin1.GetBytes(line));
        Assert.Equal("\"},{\\ \u00ff\u00fe \u00e9", document.RootElement.GetProperty("user_agent").GetString());
    }

    [Fact]
    public void Json_takes_custom_keys_and_mixes_of_literals_and_operators() => Assert.Equal(
        "{\"code\":200,\"what\":\"GET \\\"to\\\" -\",\"when\":\"03:04\"}\n",
        Lines.Of(
            Exchanges.Outbound(time),
            time,
            """{"code": "%RESPONSE_CODE%", "what": "%REQ(:METHOD)% \"to\" %REQ(NONE)%", "when": "%START_TIME(%H:%M)%"}""",
            Encoding.Json));

    [Theory]
    [InlineData("[]", "not a JSON object of key to format string")]
    [InlineData("{}", "the object has no keys")]
    [InlineData("{\"a\": 1}", "key \"a\": the value is not a string")]
    [InlineData("{\"a\": \"%NO%\"}", "key \"a\": %NO% at character 1: the operator is not known")]
    [InlineData("{\"a\"", "not a JSON object of key to format string")]
    public void A_json_format_that_is_not_understood_is_refused(string format, string reason)
    {
        Assert.Null(AccessLogFormat.TryParse(Encoding.Json, format, out var error));
        Assert.StartsWith(reason, error);
    }
}
