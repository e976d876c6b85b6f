using System.Buffers;
using System.Text.Json;
using Mesh.Contract;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.EndToEnd.Tests.Robustness.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness;

/// <summary>A control plane that sends what is not of the contract: the proxy serves on with what it has, says why, and comes back in growing intervals.</summary>
public sealed class BrokenControlPlaneTests
{
    static readonly (string Name, byte[] Bytes, string Says)[] Streams =
    [
        ("another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), "speaks HTTP"),
        ("TLS", [0x16, 3, 1, 2, 0], "speaks TLS"),
        ("garbage", [1, 2, 3, 4, 5, 6, 7, 8, 9], "does not speak the mesh contract"),
        ("future version", [0x8D, (byte)'M', (byte)'S', (byte)'H', 0, 0, 0x7F, 0xFF], "upgrade this side first"),
        ("frame of 4 GB", [.. Preamble(), 0xFF, 0xFF, 0xFF, 0xFF], "announced a message of more than"),
        ("frame that is no message", [.. Preamble(), 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF], "not of the contract"),
        ("frame cut", [.. Preamble(), 0, 0, 1, 0, 10, 20, 30], "closed the stream"),
        ("nothing", [], "closed the stream"),
    ];

    public static TheoryData<string> Names => [.. Streams.Select(stream => stream.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_proxy_serves_on_with_the_last_good_configuration_and_says_why(string name)
    {
        var (_, bytes, says) = Streams.Single(stream => stream.Name == name);
        await using var backend = ScriptedBackend.StartGood();
        var yaml = new GatewayYaml { GatewayPort = FreePorts.Take(), BackendPort = backend.Port };
        await using var control = await LocalControlPlane.StartAsync(yaml);
        await using var gateway = await GatewayUnderTest.StartAsync(backend.Port, new GatewayOptions { Port = yaml.GatewayPort, Control = control.Address });
        var generation = await gateway.GenerationAsync();
        await using var load = KeepAliveLoad.Start(gateway.Port, connections: 4);

        await control.KillAsync();
        await using (var impostor = ScriptedBackend.Start(control.Port, async connection =>
        {
            await connection.SendAsync(bytes);
            await Pause.For(TimeSpan.FromMilliseconds(50));
        }))
        {
            await Eventually.Get("the reason in admin", () => ConfigStatusAsync(gateway), status => status.Error.Contains(says, StringComparison.Ordinal));
            await gateway.Daemon.WaitForLine(line => line.Contains(says, StringComparison.Ordinal));
            Assert.Equal(generation, await gateway.GenerationAsync());
            Assert.Equal(200, await gateway.AdminStatusAsync("/ready"));
        }

        control.Write(yaml with { Version = 9 });
        await control.StartAsync();
        await Eventually.Get("the real control plane's configuration", async () => (await gateway.GetAsync()).Field("x-version"), seen => seen == "9");
        await load.StopAsync();
    }

    [Fact]
    public async Task Reconnecting_backs_off()
    {
        await using var impostor = ScriptedBackend.Start(connection => connection.SendAsync("garbage"));
        await using var gateway = GatewayUnderTest.StartFor($"127.0.0.1:{impostor.Port}");
        await Pause.For(TimeSpan.FromSeconds(4));
        // From 100 ms doubling with jitter: some five in four seconds; without backing off it would be thousands.
        Assert.InRange(impostor.Connections.Count, 2, 12);
        Assert.Equal(503, await gateway.AdminStatusAsync("/ready"));
    }

    [Fact]
    public async Task A_generation_that_never_completes_is_not_used()
    {
        var partial = new ArrayBufferWriter<byte>();
        partial.Write(Preamble());
        Framing.Write(new ServerMessage { Delta = new Delta { Generation = 7 } }, partial);
        await using var impostor = ScriptedBackend.Start(async connection =>
        {
            await connection.SendAsync(partial.WrittenMemory);
            await connection.ReadToEndAsync();
        });
        await using var gateway = GatewayUnderTest.StartFor($"127.0.0.1:{impostor.Port}");
        await Eventually.True("the hello", () => Task.FromResult(impostor.Connections.Any(connection => connection.Record.Contains(GatewayUnderTest.NodeId, StringComparison.Ordinal))));
        Assert.Equal(503, await gateway.AdminStatusAsync("/ready"));
        Assert.Equal(0UL, await gateway.GenerationAsync());
    }

    static byte[] Preamble()
    {
        var bytes = new ArrayBufferWriter<byte>();
        Contract.Preamble.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    static async Task<(bool Connected, string Error)> ConfigStatusAsync(GatewayUnderTest gateway)
    {
        using var json = JsonDocument.Parse(await gateway.AdminAsync("/config_dump"));
        return (json.RootElement.GetProperty("connected").GetBoolean(), json.RootElement.GetProperty("last_error").GetString()!);
    }
}
