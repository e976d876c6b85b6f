using System.Net;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Serving;
using Xunit;

namespace Mesh.Proxy.Tests.Detection;

public class SpokenTableTests
{
    static IPEndPoint Address(int number) => new(new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]), 80);

    [Fact]
    public void The_last_word_counts_and_directions_are_apart()
    {
        var table = new SpokenTable();
        table.Note(Direction.Outbound, Address(1), SpokenProtocol.Http1);
        table.Note(Direction.Outbound, Address(1), SpokenProtocol.ServerFirst);
        Assert.Equal(SpokenProtocol.ServerFirst, table.Recall(Direction.Outbound, Address(1)));
        Assert.Null(table.Recall(Direction.Inbound, Address(1)));
        Assert.Null(table.Recall(Direction.Outbound, new IPEndPoint(Address(1).Address, 81)));
        Assert.Equal(2, table.All.Single().Connections);
    }

    [Fact]
    public void It_is_bounded_and_what_is_used_stays()
    {
        var table = new SpokenTable();
        for (var i = 0; i < 100_000; i++)
        {
            table.Note(Direction.Outbound, Address(i), SpokenProtocol.Tcp);
            table.Note(Direction.Outbound, Address(7), SpokenProtocol.Tls);
        }

        Assert.InRange(table.All.Count(), 900, 1024);
        Assert.Equal(SpokenProtocol.Tls, table.Recall(Direction.Outbound, Address(7)));
        Assert.Equal(SpokenProtocol.Tcp, table.Recall(Direction.Outbound, Address(99_999)));
    }
}
