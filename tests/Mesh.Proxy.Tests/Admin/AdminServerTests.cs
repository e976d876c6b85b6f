using Mesh.Proxy.Admin;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Admin;

public sealed class AdminServerTests
{
    readonly AdminClient client = new();

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    public void Requests_on_one_connection_are_answered_in_order_whatever_their_segments(int segment)
    {
        client.SegmentSize = segment;

        var answers = client.Send(
            "GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            + "POST /healthcheck/fail HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello"
            + "POST /healthcheck/fail HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
            + "GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        Assert.Equal(["200", "200", "200", "503"], answers.Split("HTTP/1.1 ")[1..].Select(answer => answer[..3]));
        Assert.EndsWith("failed by /healthcheck/fail\n", answers);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    [InlineData("nonsense\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400")]
    [InlineData("POST /healthcheck/ok HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n", "413")]
    public void A_request_that_cannot_be_served_is_refused_and_the_connection_closed(string request, string status)
    {
        var answer = client.Send(request + (status == "413" ? new string('x', 70_000) : ""));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Contains("connection: close\r\n", answer);
        Assert.Empty(client.Host.Control.Calls);
    }

    [Fact]
    public void A_head_beyond_the_limit_is_refused() =>
        Assert.StartsWith("HTTP/1.1 431 ", client.Send($"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 20_000)}\r\n\r\n"));

    [Fact]
    public void A_client_that_says_nothing_is_cut_off()
    {
        var connection = client.Connect();
        client.Write(connection, "GET /");
        client.Advance(AdminDeadline.Busy);

        client.Read(connection);

        Assert.Equal(ConnectionEnd.Reset, connection.InputEnd);
    }

    [Fact]
    public void An_idle_connection_lives_for_a_minute()
    {
        var connection = client.Connect();
        client.Write(connection, "GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", client.Read(connection));
        client.Advance(AdminDeadline.Idle - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ConnectionEnd.Open, connection.InputEnd);
        client.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(ConnectionEnd.Open, connection.InputEnd);
        connection.Abort();
    }

    [Fact]
    public void Http_1_0_gets_a_body_that_ends_with_the_connection()
    {
        var answer = client.Send("GET /stats/prometheus HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

        Assert.Contains("connection: close\r\n", answer);
        Assert.DoesNotContain("chunked", answer);
        Assert.EndsWith("\n", answer);
        Assert.Contains("\nistio_build{component=\"proxy\",tag=\"1.2.3\"} 1\n", answer);
    }

    [Fact]
    public void Head_has_no_body()
    {
        var answer = client.Send("HEAD /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.Contains("content-length: 5\r\n", answer);
        Assert.EndsWith("\r\n\r\n", answer);
    }

    [Theory]
    [InlineData("GET", "/quitquitquit")]
    [InlineData("GET", "/drain_listeners")]
    [InlineData("GET", "/healthcheck/fail")]
    [InlineData("POST", "/clusters")]
    [InlineData("DELETE", "/logging")]
    public void The_wrong_method_changes_nothing(string method, string path)
    {
        Assert.Equal(405, client.Ask(method, path).Status);
        Assert.Empty(client.Host.Control.Calls);
        Assert.False(client.Host.Control.HealthCheckFails);
    }

    [Theory]
    [InlineData("Host: localhost:15000\r\nOrigin: http://evil.example\r\n")]
    [InlineData("Host: localhost:15000\r\nOrigin: null\r\n")]
    [InlineData("Host: localhost:15000\r\nOrigin: http://localhost:8080\r\n")]
    [InlineData("Host: evil.example:15000\r\n")]
    [InlineData("Host: evil.example:15000\r\nOrigin: http://evil.example:15000\r\n")]
    public void A_browser_cannot_be_made_to_change_anything(string headers)
    {
        Assert.Equal(403, client.Ask("POST", "/quitquitquit", headers).Status);
        Assert.Empty(client.Host.Control.Calls);
    }

    [Fact]
    public void A_name_that_was_made_to_resolve_to_us_reads_nothing() =>
        Assert.Equal(403, client.Ask("GET", "/config_dump", "Host: evil.example:15000\r\n").Status);

    [Theory]
    [InlineData("Host: 127.0.0.1:15000\r\nOrigin: http://127.0.0.1:15000\r\n")]
    [InlineData("Host: [::1]:15000\r\n")]
    public void Own_callers_may(string headers)
    {
        Assert.Equal(200, client.Ask("POST", "/quitquitquit", headers).Status);
        Assert.Equal(["shutdown"], client.Host.Control.Calls);
    }
}
