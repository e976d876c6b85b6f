using Mesh.ControlPlane.Registry;
using Xunit;

namespace Mesh.ControlPlane.Tests.Registry;

public class VisibilityTests
{
    [Theory]
    [InlineData(".", true)]
    [InlineData("own", true)]
    [InlineData("other", false)]
    [InlineData("*", false)]
    public void Private_is_what_its_own_namespace_alone_sees(string exportTo, bool expected) =>
        Assert.Equal(expected, Visibility.Of([exportTo], [], "own").IsPrivate);
}
