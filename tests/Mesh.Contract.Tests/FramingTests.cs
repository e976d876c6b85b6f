using System.Buffers;
using CsCheck;
using Google.Protobuf;
using Xunit;

namespace Mesh.Contract.Tests;

public sealed class FramingTests
{
    static byte[] Frame(IMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        Framing.Write(message, output);
        return output.WrittenSpan.ToArray();
    }

    static ServerMessage Message => new()
    {
        Delta = new Delta { Generation = 7, Changed = { Examples.Snapshot.Resources }, Complete = true },
    };

    [Fact]
    public void Frames_written_by_the_first_build_decode_forever()
    {
        var client = Golden.Bytes("hello.frame.bin", () => Frame(new ClientMessage
        {
            Hello = new Hello { Node = Examples.Node, Generation = 7, Held = { ResourceSet.Of(Examples.Snapshot).Held() } },
        }));
        var server = Golden.Bytes("delta.frame.bin", () => Frame(Message));

        var buffer = new ReadOnlySequence<byte>(client);
        Assert.Equal(FrameStatus.Complete, Framing.TryRead(ref buffer, ClientMessage.Parser, out var hello));
        Assert.Equal(7UL, hello!.Hello.Generation);
        Assert.Equal("reviews-v1-abc.default", hello.Hello.Node.Id);
        Assert.Equal(4, hello.Hello.Held.Count);

        buffer = new ReadOnlySequence<byte>(server);
        Assert.Equal(FrameStatus.Complete, Framing.TryRead(ref buffer, ServerMessage.Parser, out var delta));
        Assert.True(delta!.Delta.Complete);
        Assert.All(delta.Delta.Changed, resource => Assert.True(ContentHash.Matches(resource)));
        Assert.Equal(Examples.Routes, ResourceCodec.Unpack(delta.Delta.Changed.Single(r => r.Kind == Kind.Routes)));
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void A_frame_cut_at_any_byte_is_incomplete_and_consumes_nothing()
    {
        var bytes = Frame(Message);
        for (var length = 0; length < bytes.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.Equal(FrameStatus.Incomplete, Framing.TryRead(ref buffer, ServerMessage.Parser, out var message));
            Assert.Null(message);
            Assert.Equal(length, buffer.Length);
        }
    }

    [Fact]
    public void A_flipped_bit_never_throws()
    {
        var bytes = Frame(Message);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            var buffer = new ReadOnlySequence<byte>(damaged);
            var status = Framing.TryRead(ref buffer, ServerMessage.Parser, out var message);
            Assert.Equal(status == FrameStatus.Complete, message is not null);
        }
    }

    [Fact]
    public void Several_frames_are_read_one_by_one_from_single_bytes()
    {
        byte[] bytes = [.. Frame(new ServerMessage { Ping = new Ping { Nonce = 1 } }), .. Frame(Message)];
        var buffer = Sequences.PerByte(bytes);
        Assert.Equal(FrameStatus.Complete, Framing.TryRead(ref buffer, ServerMessage.Parser, out var first));
        Assert.Equal(1UL, first!.Ping.Nonce);
        Assert.Equal(FrameStatus.Complete, Framing.TryRead(ref buffer, ServerMessage.Parser, out var second));
        Assert.Equal(Message, second);
        Assert.Equal(FrameStatus.Incomplete, Framing.TryRead(ref buffer, ServerMessage.Parser, out _));
    }

    [Theory]
    [InlineData(0xFFFFFFFF)]
    [InlineData(0x80000000)]
    [InlineData(0x7FFFFFFF)]
    [InlineData(Framing.MaxFrameLength + 1u)]
    public void A_hostile_length_is_refused_before_any_content(uint length)
    {
        var header = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(header, length);
        var buffer = Sequences.PerByte(header);
        Assert.Equal(FrameStatus.TooLong, Framing.TryRead(ref buffer, out _));
        Assert.Equal(4, buffer.Length);
    }

    [Fact]
    public void The_limit_itself_is_allowed_and_a_smaller_one_is_kept()
    {
        var buffer = new ReadOnlySequence<byte>([0, 0, 0, 5, 1, 2, 3, 4, 5]);
        var tight = buffer;
        Assert.Equal(FrameStatus.TooLong, Framing.TryRead(ref tight, out _, maxLength: 4));
        Assert.Equal(FrameStatus.Complete, Framing.TryRead(ref buffer, out var frame, maxLength: 5));
        Assert.Equal([1, 2, 3, 4, 5], frame.ToArray());
    }

    [Fact]
    public void Content_that_is_no_message_is_malformed_and_not_consumed()
    {
        var buffer = new ReadOnlySequence<byte>([0, 0, 0, 3, 0x0A, 0xFF, 0xFF]);
        Assert.Equal(FrameStatus.Malformed, Framing.TryRead(ref buffer, ServerMessage.Parser, out _));
        Assert.Equal(7, buffer.Length);
    }

    [Fact]
    public void A_message_of_a_later_build_reads_as_one_without_content()
    {
        // Field 99, length-delimited, 2 bytes.
        var buffer = new ReadOnlySequence<byte>([0, 0, 0, 5, 0x9A, 0x06, 0x02, 1, 2]);
        Assert.Equal(FrameStatus.Complete, Framing.TryRead(ref buffer, ServerMessage.Parser, out var message));
        Assert.Equal(ServerMessage.MessageOneofCase.None, message!.MessageCase);
    }

    [Fact]
    public void A_message_above_the_limit_is_not_written()
    {
        var message = new Resource { Body = ByteString.CopyFrom(new byte[Framing.MaxFrameLength]) };
        Assert.Throws<ArgumentException>(() => Framing.Write(message, new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            var buffer = Sequences.PerByte(bytes);
            var status = Framing.TryRead(ref buffer, ClientMessage.Parser, out var message, maxLength: 64);
            return status == FrameStatus.Complete == message is not null;
        }, iter: 20_000);

    [Fact]
    public void Any_resource_comes_back_as_it_was() =>
        Gen.Select(Gen.Int[0, 5], Gen.String[0, 40], Gen.Byte.Array[0, 300]).Sample((kind, name, body) =>
        {
            var resource = new Resource
            {
                Kind = (Kind)kind,
                Name = new string(name.Where(c => !char.IsSurrogate(c)).ToArray()),
                Body = ByteString.CopyFrom(body),
                Hash = ContentHash.Of(body),
            };
            var buffer = Sequences.PerByte(Frame(resource));
            return Framing.TryRead(ref buffer, Resource.Parser, out var read) == FrameStatus.Complete
                && read!.Equals(resource) && ContentHash.Matches(read) && buffer.IsEmpty;
        }, iter: 2_000);
}
