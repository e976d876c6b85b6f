using Mesh.ControlPlane.Resources.Reading;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("5s", 5_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("0.25s", 250)]
    [InlineData(".5s", 500)]
    [InlineData("1000us", 1)]
    [InlineData("1000000ns", 1)]
    [InlineData("1500\u00B5s500us", 2)]
    [InlineData("-1s", -1_000)]
    [InlineData("+1s", 1_000)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void Reads_go_durations(string text, long milliseconds)
    {
        Assert.Null(DurationText.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 s")]
    [InlineData("5s0")]
    [InlineData("1.2.3s")]
    [InlineData("1d")]
    [InlineData("99999999999999999999h")]
    [InlineData("9999999h")]
    [InlineData("1e3s")]
    [InlineData("--1s")]
    [InlineData("1500us")]
    [InlineData("1ns")]
    public void Refuses_the_rest(string text) => Assert.NotNull(DurationText.TryParse(text, out _));
}
