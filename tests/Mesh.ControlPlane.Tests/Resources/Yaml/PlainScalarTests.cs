using Mesh.ControlPlane.Resources.Yaml;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Yaml;

public sealed class PlainScalarTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-17", -17)]
    [InlineData("+5", 5)]
    [InlineData("0x1F", 31)]
    [InlineData("0o17", 15)]
    [InlineData("017", 15)]
    [InlineData("0b101", 5)]
    [InlineData("1_000", 1000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Reads_yaml_integers(string text, long expected)
    {
        Assert.True(PlainScalar.TryInteger(text, out var number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("0x")]
    [InlineData("08")]
    [InlineData("1.0")]
    [InlineData("v1")]
    [InlineData("9223372036854775808")]
    [InlineData("٣")]
    public void Refuses_what_is_none(string text) => Assert.False(PlainScalar.TryInteger(text, out _));

    [Theory]
    [InlineData("yes", true)]
    [InlineData("Off", true)]
    [InlineData("TRUE", true)]
    [InlineData("tRUE", false)]
    [InlineData("1", false)]
    public void Knows_booleans_of_yaml_1_1(string text, bool expected) => Assert.Equal(expected, PlainScalar.IsBoolean(text));
}
