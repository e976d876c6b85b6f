using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mesh.Protocols.ProxyProtocol;

namespace Mesh.Protocols.Tests.ProxyProtocol;

/// <summary>HAProxy, whose protocol it is, reads what we write and writes what we read.</summary>
public sealed class HaproxyTests
{
    const int Attempts = 5;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1, "192.0.2.1", "198.51.100.2", "send-proxy", "v1 45 192.0.2.1:1111 -> 198.51.100.2:2222")]
    [InlineData(2, "192.0.2.1", "198.51.100.2", "send-proxy", "v1 45 192.0.2.1:1111 -> 198.51.100.2:2222")]
    [InlineData(1, "2001:db8::1", "::2", "send-proxy-v2", "v2 52 [2001:db8::1]:1111 -> [::2]:2222")]
    [InlineData(2, "2001:db8::1", "::2", "send-proxy", "v1 38 [2001:db8::1]:1111 -> [::2]:2222")]
    [InlineData(2, "192.0.2.1", "198.51.100.2", "send-proxy-v2", "v2 28 192.0.2.1:1111 -> 198.51.100.2:2222")]
    [InlineData(2, "192.0.2.1", "198.51.100.2", "send-proxy-v2 proxy-v2-options crc32c", "v2 35 192.0.2.1:1111 -> 198.51.100.2:2222 Crc32C=")]
    public async Task It_passes_on_whom_we_name(int version, string source, string target, string option, string expected)
    {
        var from = new ProxyEndpoint(IPAddress.Parse(source).GetAddressBytes(), 1111);
        var to = new ProxyEndpoint(IPAddress.Parse(target).GetAddressBytes(), 2222);
        var header = new byte[ProxyHeaderWriter.MaxBytes];
        header = header[..(version == 1 ? ProxyHeaderWriter.WriteV1(header, from, to) : ProxyHeaderWriter.WriteV2(header, from, to))];
        var outcome = ProxyFeed.EveryWay(await PassAsync(header, option));
        Assert.Equal(ProxyHeaderStatus.Complete, outcome.Status);
        Assert.StartsWith(expected, outcome.Header, StringComparison.Ordinal);
    }

    /// <summary>Sends bytes to a HAProxy that expects a header, and returns the first it sends on: a header of its own and "x".</summary>
    static async Task<byte[]> PassAsync(byte[] header, string option)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start();
        var configuration = Path.GetTempFileName();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var port = FreePort();
                await File.WriteAllTextAsync(configuration, Configuration(port, upstream.LocalEndpoint, option), limit.Token);
                using var haproxy = Start(configuration);
                try
                {
                    return await ExchangeAsync(haproxy, port, [.. header, .. "x"u8], upstream, limit.Token);
                }
                catch (SocketException) when (attempt < Attempts)
                {
                    // Somebody else took the port in the meantime.
                }
                finally
                {
                    haproxy.Kill();
                    await haproxy.WaitForExitAsync(CancellationToken.None);
                }
            }
        }
        finally
        {
            File.Delete(configuration);
        }
    }

    static async Task<byte[]> ExchangeAsync(Process haproxy, int port, byte[] bytes, TcpListener upstream, CancellationToken cancellation)
    {
        using var client = await ConnectAsync(haproxy, port, cancellation);
        await client.SendAsync(bytes, cancellation);
        using var connection = await upstream.AcceptSocketAsync(cancellation);
        var received = new List<byte>();
        var buffer = new byte[4096];
        while (received.Count == 0 || received[^1] != 'x')
        {
            var read = await connection.ReceiveAsync(buffer, cancellation);
            Assert.True(read > 0, "haproxy closed without passing anything on");
            received.AddRange(buffer[..read]);
        }

        return [.. received];
    }

    /// <summary>Until it listens.</summary>
    static async Task<Socket> ConnectAsync(Process haproxy, int port, CancellationToken cancellation)
    {
        while (true)
        {
            var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return client;
            }
            catch (SocketException) when (!haproxy.HasExited)
            {
                client.Dispose();
                await Task.Delay(10, cancellation);
            }
        }
    }

    static string Configuration(int port, EndPoint upstream, string option) =>
        $"""
        defaults
            mode tcp
            timeout connect 5s
            timeout client 5s
            timeout server 5s
        listen relay
            bind 127.0.0.1:{port} accept-proxy
            server upstream {upstream} {option}

        """;

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static Process Start(string configuration)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", configuration]))!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("haproxy is not installed");
            throw;
        }
    }
}
