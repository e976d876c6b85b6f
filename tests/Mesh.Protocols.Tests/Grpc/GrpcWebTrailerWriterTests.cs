using System.Text;
using Mesh.Protocols.Grpc;

namespace Mesh.Protocols.Tests.Grpc;

public sealed class GrpcWebTrailerWriterTests
{
    [Fact]
    public void Trailers_are_one_frame_of_fields_in_lower_case()
    {
        var frame = new byte[100];
        var writer = new GrpcWebTrailerWriter(frame);
        Assert.True(writer.WriteField("Grpc-Status"u8, "0"u8));
        Assert.True(writer.WriteField("grpc-message"u8, ""u8));
        var length = writer.Complete();
        Assert.Equal([0x80, 0, 0, 0, 30], frame[..5]);
        Assert.Equal("grpc-status:0\r\ngrpc-message:\r\n"[..30], Encoding.ASCII.GetString(frame, 5, length - 5));
    }

    [Fact]
    public void No_trailers_are_an_empty_frame()
    {
        var frame = new byte[5];
        Assert.Equal(5, new GrpcWebTrailerWriter(frame).Complete());
        Assert.Equal([0x80, 0, 0, 0, 0], frame);
    }

    [Theory]
    [InlineData("a b", "c")]
    [InlineData("", "c")]
    [InlineData("a", "b\r\ngrpc-status:0")]
    [InlineData("a:", "b")]
    public void What_is_no_field_is_not_written(string name, string value)
    {
        var writer = new GrpcWebTrailerWriter(new byte[100]);
        Assert.False(writer.WriteField(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value)));
        Assert.Equal((5, false), (writer.Complete(), writer.Overflowed));
    }

    [Fact]
    public void What_does_not_fit_ends_the_frame()
    {
        var writer = new GrpcWebTrailerWriter(new byte[20]);
        Assert.True(writer.WriteField("a"u8, "b"u8));
        Assert.False(writer.WriteField("a-long-name"u8, "b"u8));
        Assert.False(writer.WriteField("a"u8, "b"u8));
        Assert.Equal((10, true), (writer.Complete(), writer.Overflowed));
    }
}
