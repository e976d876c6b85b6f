using System.Net.Sockets;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Netns;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>
/// Which connections the rules take, told apart by a proxy that does not run: what is captured is refused, what is not arrives.
/// </summary>
public sealed class RulesTests : IClassFixture<RulesTests.Fixture>
{
    readonly Fixture fixture;

    public RulesTests(Fixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Fact]
    public async Task OnlyTheProxysOwnUidIsExempt()
    {
        // 1.2
        Assert.Equal("refused", await FromCaptured(Fixture.Plain, 9080, uid: 1000));
        Assert.Equal("refused", await FromCaptured(Fixture.Plain, 9080, uid: 0));
        Assert.Equal("arrived", await FromCaptured(Fixture.Plain, 9080, uid: SidecarProcess.Uid));
    }

    [Fact]
    public async Task ExcludedOutboundPortsAndAddressesAreLeftAlone()
    {
        // 1.6, 1.7
        Assert.Equal("arrived", await FromCaptured(Fixture.Plain, 9999, uid: 1000));
        Assert.Equal("arrived", await FromCaptured(Fixture.Excluded, 9080, uid: 1000));
        Assert.Equal("refused", await FromCaptured(Fixture.Plain, 9080, uid: 1000));
    }

    [Fact]
    public async Task ExcludedInboundPortsAreLeftAlone()
    {
        // 1.5
        Assert.Equal("arrived", await ToCaptured(9443));
        Assert.Equal("refused", await ToCaptured(9080));
    }

    [Fact]
    public async Task WhatAnApplicationSaysToItselfIsNobodysBusiness()
    {
        // 1.10: by localhost and by its own address, which both go over lo. Only the proxy's way to another port of the pod is taken, into its inbound leg.
        Assert.Equal("arrived", await Attempt(fixture.Captured.Host, "127.0.0.1", 9080, 1000));
        Assert.Equal("arrived", await Attempt(fixture.Captured.Host, Fixture.Captive, 9080, 1000));
        Assert.Equal("arrived", await Attempt(fixture.Captured.Host, "127.0.0.1", 9080, SidecarProcess.Uid));
        Assert.Equal("refused", await Attempt(fixture.Captured.Host, Fixture.Captive, 9080, SidecarProcess.Uid));
    }

    [Fact]
    public async Task IncludedAddressesOnlyAreTakenWhereThereAreSome()
    {
        // 1.6: -i with CIDRs.
        Assert.Equal("refused", await Attempt(fixture.Choosy.Host, Fixture.Plain, 9080, 1000));
        Assert.Equal("arrived", await Attempt(fixture.Choosy.Host, Fixture.Excluded, 9080, 1000));
    }

    [Fact]
    public async Task IPv6IsTakenAsIPv4Is()
    {
        // 1.15
        Assert.Equal("refused", await Attempt(fixture.Captured.Host, "fd77::21", 9080, 1000));
        Assert.Equal("arrived", await Attempt(fixture.Captured.Host, "fd77::21", 9080, SidecarProcess.Uid));
        Assert.Equal("arrived", await Attempt(fixture.Captured.Host, "::1", 9080, 1000));
    }

    [Fact]
    public async Task RulesThatAreAppliedTwiceAreTheSameRules()
    {
        // 1.17
        var before = await fixture.Captured.Host.Run("iptables-save", "-t", "nat");

        await fixture.Captured.Capture(Fixture.Arguments);

        Assert.Equal(Rules(before), Rules(await fixture.Captured.Host.Run("iptables-save", "-t", "nat")));
        Assert.NotEmpty(Rules(before));
    }

    static string[] Rules(string saved) => [.. saved.Split('\n').Where(line => line.StartsWith("-A", StringComparison.Ordinal))];

    Task<string> FromCaptured(string address, int port, int uid) => Attempt(fixture.Captured.Host, address, port, uid);

    Task<string> ToCaptured(int port) => Attempt(fixture.Outside.Host, Fixture.Captive, port, 1000);

    static async Task<string> Attempt(NetworkNamespace from, string address, int port, int uid)
    {
        var url = address.Contains(':') ? $"http://[{address}]:{port}/" : $"http://{address}:{port}/";
        var (exitCode, output, error) = await Testing.Processes.Command.Try("ip", from.Inside(uid, "curl", "-sS", "--noproxy", "*", "--max-time", "10", url));
        return exitCode switch
        {
            0 => "arrived",
            7 => "refused",
            _ => $"curl exited with {exitCode}: {error}{output}",
        };
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public const string Captive = "10.77.0.20";
        public const string Plain = "10.77.0.21";
        public const string Excluded = "10.77.0.22";

        public static readonly string[] Arguments =
            ["-p", "15001", "-z", "15006", "-u", "1337", "-m", "REDIRECT", "-i", "*", "-x", $"{Excluded}/32", "-o", "9999", "-b", "*", "-d", "15090,15021,15020,9443", "--dual-stack"];

        readonly List<Pod> pods = [];
        PodNetwork? network;

        public Pod Captured => pods[0];

        public Pod Outside => pods[1];

        public Pod Choosy => pods[3];

        public async ValueTask InitializeAsync()
        {
            if (Prerequisites.Missing is not null)
            {
                return;
            }

            network = await PodNetwork.Create();
            try
            {
                await AddPod("captured", 20, 9080, 9443);
                await AddPod("plain", 21, 9080, 9999);
                await AddPod("excluded", 22, 9080);
                await AddPod("choosy", 23);
                await Captured.Capture(Arguments);
                await Choosy.Capture("-p", "15001", "-z", "15006", "-u", "1337", "-m", "REDIRECT", "-i", $"{Plain}/32", "-x", "", "-b", "", "-d", "");
            }
            catch
            {
                await DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                foreach (var pod in pods)
                {
                    await pod.DisposeAsync();
                }
            }
            finally
            {
                await (network?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
        }

        async Task AddPod(string name, int number, params int[] ports)
        {
            var pod = new Pod(name, $"10.77.0.{number}", await network!.AddPod(name, number));
            pods.Add(pod);
            foreach (var port in ports)
            {
                pod.RunTcp(port, Answer);
                pod.RunTcp(port, Answer, "::");
            }
        }

        static async Task Answer(Socket socket, CancellationToken cancel)
        {
            using var connection = new RawConnection(socket);
            await connection.ReadHead();
            await connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    }
}
