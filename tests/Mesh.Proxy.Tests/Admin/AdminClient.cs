using System.Buffers;
using System.Net;
using System.Text;
using Mesh.Proxy.Admin;
using Mesh.Testing.InMemory;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Admin;

/// <summary>An admin server of an in-memory network, and one connection to it at a time.</summary>
sealed class AdminClient
{
    readonly InMemoryNetwork network = new();
    readonly InMemoryLoop loop;
    readonly InMemoryLoop clientLoop;

    public AdminClient(Func<AdminContext, AdminSite>? site = null)
    {
        loop = network.CreateLoop();
        clientLoop = network.CreateLoop();
        Host = new AdminHost(network.Time);
        var server = new AdminServer(loop, network.Time);
        Address = server.Listen(IPEndPoint.Parse("127.0.0.1:15000"), (site ?? AdminSites.Admin)(Host.Context));
    }

    public AdminHost Host { get; }

    public EndPoint Address { get; }

    public int SegmentSize
    {
        set => network.SegmentSize = value;
    }

    public void Advance(TimeSpan by) => network.Advance(by);

    /// <summary>Whole answers to whole requests on a connection of their own; the server must close it, or all answers must be there.</summary>
    public string Send(string requests)
    {
        var connection = Connect();
        Write(connection, requests);
        var answer = Read(connection);
        connection.Abort();
        network.RunUntilIdle();
        return answer;
    }

    public (int Status, string Body) Get(string target) => Ask("GET", target);

    public (int Status, string Body) Post(string target) => Ask("POST", target);

    public (int Status, string Body) Ask(string method, string target, string headers = "Host: localhost:15000\r\n")
    {
        var answer = Send($"{method} {target} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, answer);
        var body = answer[(end + 4)..];
        return (int.Parse(answer[9..12]), answer[..end].Contains("transfer-encoding: chunked") ? Unchunk(body) : body);
    }

    public TransportConnection Connect()
    {
        var result = network.Run(clientLoop.ConnectAsync(Address, ConnectOptions.Default).AsTask());
        return result.Connection ?? throw new InvalidOperationException(result.Error.ToString());
    }

    public void Write(TransportConnection connection, string text)
    {
        connection.Output.Write(Encoding.Latin1.GetBytes(text));
        network.Run(connection.Output.FlushAsync().AsTask());
        network.RunUntilIdle();
    }

    /// <summary>What has arrived; reads to the end if the server closes.</summary>
    public string Read(TransportConnection connection)
    {
        var text = new StringBuilder();
        while (true)
        {
            var read = connection.Input.ReadAsync().AsTask();
            network.RunUntilIdle();
            if (!read.IsCompleted)
            {
                return text.ToString();
            }

            var result = read.Result;
            text.Append(Encoding.Latin1.GetString(result.Buffer.ToArray()));
            connection.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return text.ToString();
            }
        }
    }

    static string Unchunk(string body)
    {
        var content = new StringBuilder();
        for (var position = 0; ;)
        {
            var line = body.IndexOf("\r\n", position, StringComparison.Ordinal);
            var length = Convert.ToInt32(body[position..line], 16);
            if (length == 0)
            {
                Assert.Equal("0\r\n\r\n", body[position..]);
                return content.ToString();
            }

            content.Append(body, line + 2, length);
            position = line + 2 + length + 2;
        }
    }
}
