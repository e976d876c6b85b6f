using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mesh.Protocols.Tls;

namespace Mesh.Protocols.Tests.Tls;

/// <summary>Hellos of a real client, which also reads the alert that answers it.</summary>
public sealed class OpenSslTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("-servername Reviews.Example -alpn h2,http/1.1", "Reviews.Example|h2,http/1.1,|304,303,")]
    [InlineData("-servername a.b -tls1_2", "a.b||303,")]
    [InlineData("-noservername -tls1_3", "||304,")]
    [InlineData("-servername a.b -tls1_3 -alpn istio", "a.b|istio,|304,")]
    [InlineData("-servername a.b -tls1_3 -max_send_frag 512 -alpn " + LongAlpn, "a.b|")]
    public async Task A_real_hello_is_read_and_its_alert_understood(string arguments, string expected)
    {
        var (hello, log) = await ConnectAsync(arguments);
        var outcome = PeekFeed.EveryWay(hello);
        Assert.Equal(ClientHelloStatus.Complete, outcome.Status);
        Assert.StartsWith(expected, outcome.Hello, StringComparison.Ordinal);
        Assert.Contains("unrecognized name", log, StringComparison.Ordinal);
    }

    /// <summary>Longer than the fragment length asked for.</summary>
    const string LongAlpn =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
        + "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,"
        + "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc,"
        + "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";

    /// <summary>Takes what openssl sends first, answers it with an alert, and returns both what it sent and what it said.</summary>
    static async Task<(byte[] Hello, string Log)> ConnectAsync(string arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = Start($"s_client -connect {listener.LocalEndpoint} {arguments}");
        var log = client.StandardError.ReadToEndAsync(limit.Token);
        using var connection = await listener.AcceptSocketAsync(limit.Token);
        var hello = await ReadHelloAsync(connection, limit.Token);
        var alert = new byte[TlsAlertRecord.Length];
        TlsAlertRecord.WriteFatal(alert, TlsAlert.UnrecognizedName);
        await connection.SendAsync(alert, limit.Token);
        connection.Shutdown(SocketShutdown.Send);
        await client.WaitForExitAsync(limit.Token);
        return (hello, await log);
    }

    static async Task<byte[]> ReadHelloAsync(Socket connection, CancellationToken cancellation)
    {
        var received = new List<byte>();
        var buffer = new byte[4096];
        while (PeekFeed.Whole(Pieces.Of([.. received])).Status == ClientHelloStatus.NeedMore)
        {
            var read = await connection.ReceiveAsync(buffer, cancellation);
            Assert.True(read > 0, "openssl closed before its hello was whole");
            received.AddRange(buffer[..read]);
        }

        return [.. received];
    }

    static Process Start(string arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("openssl is not installed");
            throw;
        }
    }
}
