using System.Buffers;
using Xunit;

namespace Mesh.Contract.Tests;

public sealed class PreambleTests
{
    static readonly byte[] Good = [0x8D, 0x4D, 0x53, 0x48, 0, 0, 0, 1];

    [Fact]
    public void What_is_written_never_changes()
    {
        var output = new ArrayBufferWriter<byte>();
        Preamble.Write(output);
        Assert.Equal(Good, output.WrittenSpan.ToArray());
    }

    [Fact]
    public void A_good_one_is_consumed_and_the_rest_left()
    {
        var buffer = Sequences.PerByte([.. Good, 9, 9]);
        Assert.Equal(PreambleStatus.Accepted, Preamble.TryRead(ref buffer, out var version));
        Assert.Equal(1u, version);
        Assert.Equal([9, 9], buffer.ToArray());
    }

    [Fact]
    public void Every_prefix_waits_for_more()
    {
        for (var length = 0; length < Good.Length; length++)
        {
            var buffer = Sequences.PerByte(Good.AsSpan(0, length));
            Assert.Equal(PreambleStatus.Incomplete, Preamble.TryRead(ref buffer, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", PreambleStatus.HttpRequest)]
    [InlineData("P", PreambleStatus.HttpRequest)]
    [InlineData("\u0016\u0003\u0001", PreambleStatus.TlsHandshake)]
    [InlineData("\0\0\0\0", PreambleStatus.Garbage)]
    [InlineData("hello", PreambleStatus.Garbage)]
    public void Another_protocol_is_named_at_its_first_byte(string bytes, PreambleStatus expected)
    {
        var buffer = Sequences.PerByte(System.Text.Encoding.Latin1.GetBytes(bytes));
        Assert.Equal(expected, Preamble.TryRead(ref buffer, out _));
        Assert.Equal(bytes.Length, buffer.Length);
        Assert.NotEmpty(Preamble.Describe(expected, 0));
    }

    [Theory]
    [InlineData(2u, PreambleStatus.FutureVersion)]
    [InlineData(uint.MaxValue, PreambleStatus.FutureVersion)]
    [InlineData(0u, PreambleStatus.RetiredVersion)]
    public void A_version_it_cannot_read_is_named(uint version, PreambleStatus expected)
    {
        var output = new ArrayBufferWriter<byte>();
        Preamble.Write(output, version);
        var buffer = new ReadOnlySequence<byte>(output.WrittenMemory);
        Assert.Equal(expected, Preamble.TryRead(ref buffer, out var read));
        Assert.Equal(version, read);
        Assert.Contains(version.ToString(), Preamble.Describe(expected, read));
    }

    [Fact]
    public void A_magic_broken_in_its_middle_is_garbage()
    {
        var buffer = Sequences.PerByte([0x8D, 0x4D, 0x00]);
        Assert.Equal(PreambleStatus.Garbage, Preamble.TryRead(ref buffer, out _));
    }
}
