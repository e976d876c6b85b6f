using System.Buffers;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.Fuzz.Targets;

/// <summary>The config stream, as a proxy reads it: preamble, frames, deltas, bodies. Bytes have a status or the one declared exception.</summary>
sealed class ContractStreams : IFuzzTarget
{
    const int MaxFrame = 64 * 1024;

    public IEnumerable<byte[]> Seeds
    {
        get
        {
            var service = ResourceCodec.Pack(Kind.Service, "a", new Service { Hostname = "a", Ports = { new ServicePort { Number = 80 } } });
            yield return Stream(new Delta { Generation = 7, Changed = { service }, Complete = true });
            yield return Stream(
                new Delta { Generation = 8, Changed = { service } },
                new Delta { Generation = 8, Removed = { new ResourceName { Kind = Kind.Service, Name = "a" } }, Complete = true });
            yield return [.. Stream(new Delta { Generation = 9 }), .. Stream(new Delta { Generation = 10, Complete = true })[Preamble.Length..]];
            yield return Bytes.Of("GET / HTTP/1.1\r\n\r\n");
        }
    }

    public IReadOnlyList<byte[]> Words { get; } = [[0, 0, 0, 0], [0, 0, 0, 2], [0x0A, 0], [0x8D, (byte)'M', (byte)'S', (byte)'H', 0, 0, 0, 1], [0x80, 0x80, 1]];

    public int Run(byte[] input)
    {
        var buffer = Cut(input);
        var preamble = Preamble.TryRead(ref buffer, out var version);
        Check.That(Preamble.Describe(preamble, version).Length > 0, "every outcome has words");
        if (preamble != PreambleStatus.Accepted)
        {
            Check.Equal(input.Length, buffer.Length, "a refused preamble is not consumed");
            return (int)preamble;
        }

        var (assembler, set, frames) = (new DeltaAssembler(maxBytes: MaxFrame), ResourceSet.Empty, 0);
        while (true)
        {
            var before = buffer.Length;
            var status = Framing.TryRead(ref buffer, ServerMessage.Parser, out var message, MaxFrame);
            Check.Equal(status == FrameStatus.Complete, message is not null, "a message comes with Complete, and only with it");
            Check.Equal(status == FrameStatus.Complete, buffer.Length < before, "the buffer advances with Complete, and only with it");
            if (message is null || !Apply(message, assembler, ref set))
            {
                return HashCode.Combine(status, Math.Min(frames, 3), set.Count > 0);
            }

            frames++;
        }
    }

    static bool Apply(ServerMessage message, DeltaAssembler assembler, ref ResourceSet set)
    {
        if (message.Delta is not { } delta)
        {
            return true;
        }

        var status = assembler.Add(delta, out var generation);
        Check.Equal(status == DeltaStatus.Complete, generation.Count > 0, "a generation comes with Complete, and only with it");
        if (status == DeltaStatus.Complete)
        {
            set = set.Apply(generation);
            foreach (var resource in set.InOrder())
            {
                Unpack(resource);
            }
        }

        return status is DeltaStatus.Complete or DeltaStatus.Partial;
    }

    static void Unpack(Resource resource)
    {
        try
        {
            ResourceCodec.Unpack(resource);
        }
        catch (InvalidProtocolBufferException)
        {
            // Declared.
        }
    }

    static byte[] Stream(params Delta[] deltas)
    {
        var output = new ArrayBufferWriter<byte>();
        Preamble.Write(output);
        foreach (var delta in deltas)
        {
            Framing.Write(new ServerMessage { Delta = delta }, output);
        }

        return output.WrittenSpan.ToArray();
    }

    static ReadOnlySequence<byte> Cut(byte[] input) => ByteSegment.Sequence(input, Math.Max(input.Length / 3, 1));
}
