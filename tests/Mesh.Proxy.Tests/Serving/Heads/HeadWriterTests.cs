using System.Buffers;
using System.Net;
using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Heads;
using Xunit;

namespace Mesh.Proxy.Tests.Serving.Heads;

/// <summary>What configuration says of a field outweighs what the proxy would say (3.30, 2.24); what strangers say of it weighs nothing at a gateway (2.22).</summary>
public sealed class HeadWriterTests
{
    const string Remove = "";

    [Theory]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("x-forwarded-proto", Remove)]
    [InlineData("x-forwarded-for", "10.9.9.9")]
    [InlineData("x-forwarded-for", Remove)]
    [InlineData("x-request-id", "mine")]
    [InlineData("x-request-id", Remove)]
    [InlineData("x-envoy-attempt-count", "9")]
    [InlineData("x-envoy-attempt-count", Remove)]
    [InlineData("x-envoy-internal", "false")]
    [InlineData("x-envoy-internal", Remove)]
    public void An_edit_of_a_request_field_has_the_last_word(string name, string value)
    {
        foreach (var sent in new[] { "", $"{name.ToUpperInvariant()}: client\r\n" })
        {
            var exchange = Exchange(Direction.Gateway, sent);
            Edit(exchange.RequestEdits, name, value);
            Assert.Equal(value == Remove ? [] : [value], Values(Written(exchange), name));
        }
    }

    [Theory]
    [InlineData("server", "hidden")]
    [InlineData("server", Remove)]
    [InlineData("x-envoy-upstream-service-time", "0")]
    [InlineData("x-envoy-upstream-service-time", Remove)]
    [InlineData("date", "never")]
    [InlineData("date", Remove)]
    public void An_edit_of_a_response_field_has_the_last_word(string name, string value)
    {
        foreach (var sent in new[] { "", $"{name.ToUpperInvariant()}: upstream\r\n" })
        {
            var exchange = Exchange(Direction.Outbound, "");
            var bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{sent}\r\n");
            var scanned = 0;
            Assert.Equal(Http1ParseStatus.Complete, Http1ResponseParser.Parse(bytes, Http1Limits.Default, exchange.Response, Http1Method.Get, ref scanned, out _));
            exchange.ResponseBytes = bytes;
            Edit(exchange.ResponseEdits, name, value);
            var output = new ArrayBufferWriter<byte>();
            ResponseHeadWriter.Write(output, exchange, 7, "date: now\r\n"u8, close: false);
            Assert.Equal(value == Remove ? [] : [value], Values(Encoding.ASCII.GetString(output.WrittenSpan), name));
        }
    }

    [Theory]
    [InlineData("x-envoy-internal")]
    [InlineData("x-envoy-original-path")]
    [InlineData("x-envoy-upstream-rq-timeout-ms")]
    [InlineData("x-envoy-expected-rq-timeout-ms")]
    [InlineData("x-envoy-decorator-operation")]
    [InlineData("x-envoy-retry-on")]
    [InlineData("x-envoy-max-retries")]
    [InlineData("x-envoy-downstream-service-cluster")]
    public void A_gateway_believes_no_stranger_about_the_mesh(string name)
    {
        foreach (var spelled in new[] { name, name.ToUpperInvariant() })
        {
            var exchange = Exchange(Direction.Gateway, $"{spelled}: 1\r\nx-kept: 1\r\n", "203.0.113.7");
            var written = Written(exchange);
            Assert.Empty(Values(written, name));
            Assert.Equal(["1"], Values(written, "x-kept"));
        }
    }

    [Fact]
    public void A_gateway_says_once_that_a_client_is_internal_and_passes_on_what_it_asks()
    {
        var written = Written(Exchange(Direction.Gateway, "X-Envoy-Internal: maybe\r\nx-envoy-retry-on: 5xx\r\n"));
        Assert.Equal(["true"], Values(written, "x-envoy-internal"));
        Assert.Equal(["5xx"], Values(written, "x-envoy-retry-on"));
    }

    [Fact]
    public void A_stranger_gets_an_id_of_the_gateways_own_and_its_address_is_passed_on()
    {
        var written = Written(Exchange(Direction.Gateway, "X-Request-Id: theirs\r\nx-envoy-external-address: 1.2.3.4\r\n", "203.0.113.7"));
        Assert.Equal(["made"], Values(written, "x-request-id"));
        Assert.Equal(["203.0.113.7"], Values(written, "x-envoy-external-address"));
        Assert.Equal(["203.0.113.7"], Values(written, "x-forwarded-for"));
    }

    [Fact]
    public void A_client_inside_keeps_its_id_and_is_not_called_external()
    {
        var written = Written(Exchange(Direction.Gateway, "X-Request-Id: theirs\r\n"));
        Assert.Equal(["theirs"], Values(written, "x-request-id"));
        Assert.Empty(Values(written, "x-envoy-external-address"));
    }

    /// <summary>Envoy: only a request with exactly one address on its way, the peer's own, is internal.</summary>
    [Fact]
    public void Who_speaks_for_somebody_else_is_not_internal()
    {
        var written = Written(Exchange(Direction.Gateway, "X-Forwarded-For: 10.1.1.1\r\nX-Envoy-Internal: true\r\n"));
        Assert.Empty(Values(written, "x-envoy-internal"));
        Assert.Equal(["10.0.0.7"], Values(written, "x-envoy-external-address"));
        Assert.Equal(["10.1.1.1,10.0.0.7"], Values(written, "x-forwarded-for"));
    }

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("10.0.0.7")]
    public void A_sidecar_keeps_ids_and_says_nothing_of_addresses(string client)
    {
        var written = Written(Exchange(Direction.Inbound, "X-Request-Id: theirs\r\nX-Forwarded-For: 1.1.1.1\r\n", client));
        Assert.Equal(["theirs"], Values(written, "x-request-id"));
        Assert.Empty(Values(written, "x-envoy-external-address"));
        Assert.Equal(["1.1.1.1"], Values(written, "x-forwarded-for"));
    }

    [Theory]
    [InlineData("server", "hidden")]
    [InlineData("server", Remove)]
    [InlineData("date", "never")]
    [InlineData("date", Remove)]
    [InlineData("content-type", "text/html")]
    [InlineData("content-type", Remove)]
    public void An_edit_of_a_local_answers_field_has_the_last_word(string name, string value)
    {
        var exchange = Exchange(Direction.Outbound, "");
        Edit(exchange.ResponseEdits, name, value);
        var output = new ArrayBufferWriter<byte>();
        LocalResponseWriter.Write(output, exchange, new LocalResponse(503, "no"u8.ToArray(), "none"), "date: now\r\n"u8, close: false);
        Assert.Equal(value == Remove ? [] : [value], Values(Encoding.ASCII.GetString(output.WrittenSpan), name));
    }

    [Fact]
    public void A_sidecar_passes_on_what_came() =>
        Assert.Equal(["true"], Values(Written(Exchange(Direction.Outbound, "x-envoy-internal: true\r\n", "203.0.113.7")), "x-envoy-internal"));

    [Theory]
    [InlineData(0u)]
    [InlineData(0x89ABCDEFu)]
    [InlineData(0x0A9F5061u)]
    [InlineData(uint.MaxValue)]
    public void Eight_digits_are_made_at_once(uint value) =>
        Assert.Equal($"{value:x8}", string.Concat(BitConverter.GetBytes(RequestIdWriter.Hex(value)).Reverse().Select(digit => (char)digit)));

    static Exchange Exchange(Direction direction, string fields, string client = "10.0.0.7")
    {
        var bytes = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n");
        var exchange = new Exchange(0, Http1Limits.Default)
        {
            Direction = direction,
            RequestBytes = bytes,
            RequestId = "made"u8.ToArray(),
            Attempts = 1,
            DownstreamAddress = IPAddress.Parse(client),
        };
        var scanned = 0;
        Assert.Equal(Http1ParseStatus.Complete, Http1RequestParser.Parse(bytes, Http1Limits.Default, exchange.Request, ref scanned, out _));
        return exchange;
    }

    static void Edit(Mesh.Proxy.Filters.HeaderEditList edits, string name, string value)
    {
        if (value == Remove)
        {
            edits.Remove(Encoding.ASCII.GetBytes(name));
        }
        else
        {
            edits.Set(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));
        }
    }

    static string Written(Exchange exchange)
    {
        var output = new ArrayBufferWriter<byte>();
        RequestHeadWriter.Write(output, exchange, isUpgrade: false);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    static string[] Values(string head, string name) =>
        [.. head.Split("\r\n").Where(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 2)..])];
}
