using System.Buffers.Binary;

namespace Mesh.Fuzz;

/// <summary>Changes inputs in the ways that break parsers: bits, lengths, cuts, repetitions, pieces of other inputs, words in wrong places.</summary>
/// <param name="random">Seeded: equal seeds give equal inputs.</param>
/// <param name="target">Gives words and the greatest length.</param>
sealed class Mutator(Random random, IFuzzTarget target)
{
    const int MaxSteps = 5;

    static readonly byte[] Telling = [0, 1, 9, 10, 13, 32, 34, 37, 44, 45, 47, 48, 58, 59, 92, 127, 128, 255];

    static readonly uint[] Numbers = [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF];

    /// <param name="input">Left as it is.</param>
    /// <param name="other">What pieces are taken from.</param>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var steps = random.Next(1, MaxSteps + 1); steps > 0; steps--)
        {
            Step(bytes, other);
        }

        return [.. bytes.Take(target.MaxLength)];
    }

    void Step(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(10))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = AnyByte();
                break;
            case 2:
                bytes.Insert(at, AnyByte());
                break;
            case 3:
                bytes.RemoveRange(at, Length(bytes.Count - at));
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, Length(bytes.Count - at)));
                break;
            case 5 when other.Length > 0:
                var start = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(start, Length(other.Length - start)));
                break;
            case 6 when at + 4 <= bytes.Count:
                WriteNumber(bytes, at);
                break;
            case 7:
                Repeat(bytes, at);
                break;
            case 8 when bytes.Count > 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                Word(bytes, at);
                break;
        }
    }

    byte AnyByte() => random.Next(2) == 0 ? (byte)random.Next(256) : Telling[random.Next(Telling.Length)];

    /// <summary>Mostly short: long cuts leave nothing to find.</summary>
    int Length(int most) => Math.Min(most, random.Next(4) == 0 ? random.Next(most + 1) : random.Next(1, 9));

    void Word(List<byte> bytes, int at)
    {
        if (target.Words.Count > 0)
        {
            bytes.InsertRange(at, target.Words[random.Next(target.Words.Count)]);
        }
    }

    void Repeat(List<byte> bytes, int at)
    {
        var piece = bytes.GetRange(at, Length(bytes.Count - at));
        for (var times = random.Next(2, 40); times > 0 && bytes.Count < target.MaxLength; times--)
        {
            bytes.InsertRange(at, piece);
        }
    }

    void WriteNumber(List<byte> bytes, int at)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, Numbers[random.Next(Numbers.Length)]);
        for (var i = 0; i < number.Length; i++)
        {
            bytes[at + i] = number[i];
        }
    }
}
