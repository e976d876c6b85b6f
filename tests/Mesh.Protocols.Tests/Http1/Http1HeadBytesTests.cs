using System.Buffers;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1HeadBytesTests
{
    static readonly byte[] Message = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nsome body"u8.ToArray();

    static readonly int HeadLength = Message.Length - "some body".Length;

    [Fact]
    public void One_segment_is_not_copied()
    {
        var buffer = new ReadOnlySequence<byte>(Message);
        var copied = 0;

        Assert.False(Http1HeadBytes.NeedsScratch(buffer));
        var bytes = Http1HeadBytes.Gather(buffer, [], ref copied);
        Assert.True(bytes.Overlaps(Message));
        Assert.Equal(0, copied);
    }

    [Fact]
    public void A_head_that_stands_in_the_first_segment_is_not_copied()
    {
        var buffer = Segments.Of(Message, HeadLength + 1);
        var copied = 0;

        Assert.False(Http1HeadBytes.NeedsScratch(buffer));
        Assert.Equal(HeadLength + 1, Http1HeadBytes.Gather(buffer, [], ref copied).Length);
    }

    /// <summary>The parser must see what follows: the two empty lines before a request line are not the end of its head.</summary>
    [Theory]
    [InlineData("\r\n\r\n", 20)]
    [InlineData("\r\n\r\n", 4)]
    [InlineData("\r\n\r\n", 5)]
    [InlineData("\r\n", 3)]
    public void Empty_lines_before_a_request_are_not_its_end(string before, int size)
    {
        byte[] message = [.. System.Text.Encoding.ASCII.GetBytes(before), .. Message];
        var buffer = Segments.Of(message, size);
        var head = new Http1Head(Http1Limits.Default);
        var (copied, scanned) = (0, 0);

        Assert.True(Http1HeadBytes.NeedsScratch(buffer));
        var bytes = Http1HeadBytes.Gather(buffer, new byte[200], ref copied);
        Assert.Equal(Http1ParseStatus.Complete, Http1RequestParser.Parse(bytes, Http1Limits.Default, head, ref scanned, out _));
        Assert.Equal(before.Length + HeadLength, head.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void A_head_in_many_segments_is_gathered_as_it_arrives(int size)
    {
        var head = new Http1Head(Http1Limits.Default);
        var (scratch, copied, scanned) = (new byte[200], 0, 0);
        var status = Http1ParseStatus.NeedMore;
        for (var length = 1; length <= Message.Length && status == Http1ParseStatus.NeedMore; length++)
        {
            var bytes = Http1HeadBytes.Gather(Segments.Of(Message[..length], size), scratch, ref copied);
            status = Http1RequestParser.Parse(bytes, Http1Limits.Default, head, ref scanned, out _);
            Assert.Equal(length >= HeadLength, status == Http1ParseStatus.Complete);
        }

        Assert.Equal(HeadLength, head.Length);
        Assert.Equal(9, head.ContentLength);
    }

    [Fact]
    public void No_more_is_copied_than_the_scratch_holds()
    {
        var copied = 0;
        var bytes = Http1HeadBytes.Gather(Segments.Of(Message, 3), new byte[10], ref copied);

        Assert.Equal(Message[..10], bytes.ToArray());
        Assert.Equal(10, copied);
    }
}
