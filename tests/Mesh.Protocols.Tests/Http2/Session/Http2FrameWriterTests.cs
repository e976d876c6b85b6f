using System.Buffers;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Frames;
using Mesh.Protocols.Http2.Hpack;
using Mesh.Protocols.Http2.Sending;

namespace Mesh.Protocols.Tests.Http2.Session;

public sealed class Http2FrameWriterTests
{
    static readonly byte[] Content = [.. Enumerable.Range(0, 16_384).Select(i => (byte)i)];

    [Fact]
    public void Content_goes_into_whatever_spans_the_output_has()
    {
        var output = new SmallSpans();
        var frames = new Http2FrameWriter(output);
        frames.WriteData(1, Content, endStream: true);
        frames.WriteData(3, Http1.Segments.Of(Content, 333), endStream: false);
        frames.WriteFieldBlock(5, Content, 10_000, endStream: true);
        byte[] expected =
        [
            .. Wire.Data(1, Content, end: true), .. Wire.Data(3, Content),
            .. Wire.Headers(5, Content[..10_000], end: true, open: true), .. Wire.Continuation(5, Content[10_000..]),
        ];
        Assert.Equal(expected, output.Written);
    }

    [Fact]
    public void A_head_of_any_size_is_the_same_in_any_output()
    {
        for (var size = 0; size < 40_000; size += 1999)
        {
            var small = new SmallSpans();
            var large = new ArrayBufferWriter<byte>(100_000);
            WriteHead(small, size);
            WriteHead(large, size);
            Assert.Equal(large.WrittenSpan.ToArray(), small.Written);
        }
    }

    [Fact]
    public void Control_frames_are_counted_until_the_output_is_empty()
    {
        var frames = new Http2FrameWriter(new SmallSpans());
        frames.WritePing(1, ack: true);
        frames.WriteSettingsAck();
        frames.WriteReset(1, Http2ErrorCode.Cancel);
        frames.WriteWindowUpdate(0, 1);
        frames.WriteData(1, "x"u8, endStream: true);
        Assert.Equal(4, frames.ControlFramesUnflushed);
    }

    static void WriteHead(IBufferWriter<byte> output, int size)
    {
        var block = new Http2BlockWriter(new Http2FrameWriter(output), new HpackEncoder());
        var fields = block.Begin(new TestStream());
        fields.Write(":status"u8, "200"u8);
        fields.Write("X-Noise"u8, Enumerable.Range(0, size).Select(i => (byte)('\\' + (i % 5))).ToArray());
        fields.Write("x-last"u8, "y"u8);
        block.End(fields.Place, 1, endStream: false);
    }
}
