using System.Net;
using Mesh.Proxy.Upstream;
using Xunit;

namespace Mesh.Proxy.Tests.Upstream;

public class OriginalDestinationsTests
{
    [Fact]
    public void What_was_unused_for_longest_is_forgotten_first_and_says_so()
    {
        var originals = new OriginalDestinations(0, 1);
        var busy = originals.Get(Address(0));
        busy.Slot(0).Active = 1;
        var idle = originals.Get(Address(1));
        var used = originals.Get(Address(2));
        for (var i = 3; i < 4096; i++)
        {
            originals.Get(Address(i));
        }

        Assert.Same(used, originals.Get(Address(2)));
        originals.Get(Address(5000));
        Assert.Equal(4096, originals.Count);
        Assert.True(idle.Slot(0).IsForgotten);
        Assert.False(busy.Slot(0).IsForgotten);
        Assert.Same(busy, originals.Get(Address(0)));
        Assert.Same(used, originals.Get(Address(2)));
        Assert.NotSame(idle, originals.Get(Address(1)));
    }

    static IPEndPoint Address(int number) => new(IPAddress.Parse("10.9.0.1"), number + 1);
}
