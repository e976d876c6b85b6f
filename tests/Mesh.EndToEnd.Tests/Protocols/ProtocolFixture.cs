using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Files;
using Mesh.Testing.Netns;
using Mesh.Testing.Processes;

namespace Mesh.EndToEnd.Tests.Protocols;

/// <summary>
/// A client and a pod "app" that serves each protocol twice: on a port whose name declares it (80 and up), and on one whose name says nothing (1080 and up).
/// </summary>
public sealed class ProtocolFixture : MeshFixture
{
    public const string Vip = "10.96.0.40";

    readonly TemporaryDirectory files = new();
    Daemon? tls;

    public Pod Client { get; private set; } = null!;

    public Pod App { get; private set; } = null!;

    protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
    {
        ["app.yaml"] = MeshYaml.Service(
            "app",
            Vip,
            [
                ("http-one", 80, 9080), ("http2-two", 81, 9081), ("tcp-echo", 83, 9083), ("tls-app", 84, 9084), ("http-socket", 85, 9085),
                ("x-one", 1080, 9180), ("x-two", 1081, 9181), ("x-echo", 1083, 9183), ("x-tls", 1084, 9184), ("x-socket", 1085, 9185),
            ],
            [("app", "10.77.0.20")]),
    };

    protected override async Task Build(MeshTopology mesh)
    {
        App = await mesh.AddMeshedPod("app", 20);
        Client = await mesh.AddMeshedPod("client", 10);
        await App.RunEcho("app", "9080");
        await App.RunEcho("app", "9180");
        await App.RunEcho("app", "9081", isHttp2: true);
        await App.RunEcho("app", "9181", isHttp2: true);
        foreach (var port in (int[])[9083, 9183])
        {
            App.RunTcp(port, EchoBytes);
        }

        foreach (var port in (int[])[9085, 9185])
        {
            App.RunTcp(port, EchoMessages);
        }

        await StartTls();
        PodNetwork.SetHosts(Client.Host, [$"{Vip} app"]);
    }

    /// <summary>openssl's own server, which says what it negotiated.</summary>
    async Task StartTls()
    {
        var (key, certificate) = (Path.Combine(files.Path, "key.pem"), Path.Combine(files.Path, "cert.pem"));
        await Command.Run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=app", "-keyout", key, "-out", certificate);
        foreach (var port in (int[])[9084, 9184])
        {
            tls = App.Host.Start($"s_server {port}", null, "openssl", "s_server", "-accept", $"{port}", "-key", key, "-cert", certificate, "-www", "-quiet");
            App.Own(tls);
            await Eventually.True($"openssl on {port}", async () => (await App.Host.Run("ss", "-Hltn", $"sport = :{port}")).Length > 0);
        }
    }

    static async Task EchoBytes(System.Net.Sockets.Socket socket, CancellationToken cancel)
    {
        using var connection = new RawConnection(socket);
        await connection.Stream.CopyToAsync(connection.Stream, cancel);
        connection.EndSending();
    }

    /// <summary>A WebSocket server (RFC 6455): .NET's, behind a handshake of its own.</summary>
    static async Task EchoMessages(System.Net.Sockets.Socket socket, CancellationToken cancel)
    {
        using var connection = new RawConnection(socket);
        var head = await connection.ReadHead();
        if (head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)) is not { } line)
        {
            await connection.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }

        var key = line.Split(':')[1].Trim();
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        await connection.Send($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        using var web = WebSocket.CreateFromStream(connection.Stream, new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await web.ReceiveAsync(buffer.AsMemory(), cancel);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await web.CloseAsync(web.CloseStatus ?? WebSocketCloseStatus.NormalClosure, web.CloseStatusDescription, cancel);
                return;
            }

            await web.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, cancel);
        }
    }
}
