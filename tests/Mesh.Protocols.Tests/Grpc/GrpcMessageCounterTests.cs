using System.Buffers.Binary;
using CsCheck;
using Mesh.Protocols.Grpc;

namespace Mesh.Protocols.Tests.Grpc;

public sealed class GrpcMessageCounterTests
{
    static readonly Gen<byte[]> Body = Gen.Int[0, 30].Array[0, 8].Select(lengths => (byte[])[.. lengths.SelectMany(Message)]);

    [Fact]
    public void Any_split_of_a_body_counts_the_same_messages() =>
        Gen.Select(Gen.Int[0, 30].Array[0, 8], Gen.Int[0, 10_000].Array[0, 5]).Sample((lengths, cuts) =>
        {
            byte[] body = [.. lengths.SelectMany(Message)];
            var counter = default(GrpcMessageCounter);
            counter.Count(Pieces.Of(body, cuts));
            Assert.Equal((lengths.Length, true, false), (counter.Messages, counter.IsAtBoundary, counter.IsMalformed));
        });

    [Fact]
    public void Any_split_of_any_bytes_counts_the_same() =>
        Gen.Select(Gen.OneOf(Gen.Byte.Array[0, 60], Body, Pick.Of<byte>(0, 1, 2).Array[0, 60]), Gen.Int[0, 10_000].Array[0, 5]).Sample((bytes, cuts) =>
        {
            var whole = default(GrpcMessageCounter);
            whole.Count(bytes);
            var split = default(GrpcMessageCounter);
            split.Count(Pieces.Of(bytes, cuts));
            Assert.Equal((whole.Messages, whole.IsAtBoundary, whole.IsMalformed), (split.Messages, split.IsAtBoundary, split.IsMalformed));
        });

    [Fact]
    public void A_message_half_there_is_no_boundary_and_not_counted()
    {
        var body = Message(3);
        for (var length = 1; length < body.Length; length++)
        {
            var counter = default(GrpcMessageCounter);
            counter.Count(body.AsSpan(0, length));
            Assert.Equal((0, false), (counter.Messages, counter.IsAtBoundary));
        }
    }

    [Fact]
    public void The_inside_of_a_message_may_be_skipped()
    {
        var counter = default(GrpcMessageCounter);
        Assert.Equal(0, counter.Opaque);
        counter.Count([1, 0xFF, 0xFF, 0xFF, 0xFF, 7]);
        Assert.Equal(0xFFFFFFFEL, counter.Opaque);
        counter.Skip(0xFFFFFFFEL);
        Assert.Equal((1, true), (counter.Messages, counter.IsAtBoundary));
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Skip(1));
    }

    [Fact]
    public void Another_flag_stops_the_count()
    {
        var counter = default(GrpcMessageCounter);
        counter.Count([.. Message(1), 2, 0, 0, 0, 0, .. Message(1)]);
        Assert.Equal((1, true, long.MaxValue), (counter.Messages, counter.IsMalformed, counter.Opaque));
        counter.Skip(1000);
    }

    static byte[] Message(int length)
    {
        var message = new byte[5 + length];
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(1), (uint)length);
        return message;
    }
}
