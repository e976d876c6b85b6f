using System.Net;
using Mesh.Transport.Tests.Conformance;
using Xunit;

namespace Mesh.Transport.Tests.Epoll;

/// <summary>In a network namespace of its own, with iptables' REDIRECT as the proxy's capture sets it.</summary>
public sealed class OriginalDestinationTests
{
    private const string Prologue =
        "ip link set lo up; ip route add default dev lo; ip -6 route add default dev lo; "
        + "iptables -t nat -A OUTPUT -p tcp -d 198.51.100.7 --dport 80 -j REDIRECT --to-ports 15001; "
        + "ip6tables -t nat -A OUTPUT -p tcp -d 2001:db8::7 --dport 443 -j REDIRECT --to-ports 15001;";

    [Fact]
    public void It_is_recovered_from_a_redirected_connection()
    {
        if (!ChildProcess.IsChild)
        {
            Assert.SkipUnless(Environment.UserName == "root", "Only root makes network namespaces.");
            Assert.SkipUnless(HasTools(), "iptables, ip6tables, ip and unshare are not all installed.");
            ChildProcess.RunTest(
                "unshare -n", Prologue, $"{typeof(OriginalDestinationTests).FullName}.{nameof(It_is_recovered_from_a_redirected_connection)}");
            return;
        }

        foreach (TransportKind kind in new[] { TransportKind.Epoll, TransportKind.Sockets })
        {
            TestBed.Run(kind, bed => CheckAsync(bed, new IPEndPoint(IPAddress.Parse("198.51.100.7"), 80)));
            TestBed.Run(kind, bed => CheckAsync(bed, new IPEndPoint(IPAddress.Parse("2001:db8::7"), 443)));
        }
    }

    private static async Task CheckAsync(TestBed bed, IPEndPoint target)
    {
        bool isV4 = target.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        var acceptor = new QueueAcceptor();
        var bound = new IPEndPoint(isV4 ? IPAddress.Any : IPAddress.IPv6Any, 15001);
        TransportListener listener = bed.Loop.Listen(bound, ListenOptions.Default, acceptor);
        ConnectResult result = await bed.Loop.ConnectAsync(target, ConnectOptions.Default);
        Assert.Equal(TransportError.None, result.Error);
        TransportConnection server = await acceptor.NextAsync();
        Assert.Equal(target, server.OriginalDestination);
        Assert.Equal(15001, ((IPEndPoint)server.LocalEndPoint!).Port);

        ConnectResult direct = await bed.Loop.ConnectAsync(new IPEndPoint(isV4 ? IPAddress.Loopback : IPAddress.IPv6Loopback, 15001), ConnectOptions.Default);
        TransportConnection second = await acceptor.NextAsync();
        Assert.Equal(second.LocalEndPoint, second.OriginalDestination);

        foreach (TransportConnection connection in new[] { result.Connection!, server, direct.Connection!, second })
        {
            connection.Abort();
        }

        listener.Stop();
    }

    private static bool HasTools() =>
        new[] { "iptables", "ip6tables", "ip", "unshare" }.All(tool =>
            new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Any(folder => File.Exists(Path.Combine(folder, tool))));
}
