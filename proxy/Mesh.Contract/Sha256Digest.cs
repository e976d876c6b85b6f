using System.Buffers.Binary;
using System.Numerics;

namespace Mesh.Contract;

/// <summary>
/// SHA-256 (FIPS 180-4) over bytes given in pieces, to tell changed bytes from unchanged ones; nothing secret passes through it. It is here because the
/// platform's implementation loads OpenSSL: 4 MB resident and milliseconds of start, for a proxy that otherwise needs none of it.
/// </summary>
ref struct Sha256Digest
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = 32;

    const int BlockLength = 64;

    readonly Span<byte> block;
    State state;
    int inBlock;
    ulong total;

    /// <param name="scratch">At least <see cref="ScratchLength"/> bytes, the digest's own while it is used.</param>
    public Sha256Digest(Span<byte> scratch)
    {
        block = scratch[..BlockLength];
        state = State.Initial;
    }

    /// <summary>Bytes that the constructor wants.</summary>
    public static int ScratchLength => BlockLength;

    static ReadOnlySpan<uint> RoundConstants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The digest of one piece.</summary>
    public static void Hash(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        var digest = new Sha256Digest(scratch);
        digest.Append(bytes);
        digest.Finish(destination);
    }

    /// <summary>The next piece.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        total += (ulong)bytes.Length;
        if (inBlock > 0)
        {
            var taken = Math.Min(BlockLength - inBlock, bytes.Length);
            bytes[..taken].CopyTo(block[inBlock..]);
            inBlock += taken;
            bytes = bytes[taken..];
            if (inBlock < BlockLength)
            {
                return;
            }

            Compress(block);
            inBlock = 0;
        }

        for (; bytes.Length >= BlockLength; bytes = bytes[BlockLength..])
        {
            Compress(bytes);
        }

        bytes.CopyTo(block);
        inBlock = bytes.Length;
    }

    /// <summary>Pads (section 5.1.1) and writes the <see cref="Length"/> bytes of the digest. It is spent then.</summary>
    public void Finish(Span<byte> destination)
    {
        block[inBlock++] = 0x80;
        block[inBlock..].Clear();
        if (inBlock > BlockLength - sizeof(ulong))
        {
            Compress(block);
            block.Clear();
        }

        BinaryPrimitives.WriteUInt64BigEndian(block[^sizeof(ulong)..], total * 8);
        Compress(block);
        state.WriteTo(destination);
    }

    /// <summary>Section 6.2.2.</summary>
    void Compress(ReadOnlySpan<byte> input)
    {
        Span<uint> schedule = stackalloc uint[64];
        for (var i = 0; i < 16; i++)
        {
            schedule[i] = BinaryPrimitives.ReadUInt32BigEndian(input[(i * sizeof(uint))..]);
        }

        for (var i = 16; i < schedule.Length; i++)
        {
            var (w15, w2) = (schedule[i - 15], schedule[i - 2]);
            var sigma0 = BitOperations.RotateRight(w15, 7) ^ BitOperations.RotateRight(w15, 18) ^ (w15 >> 3);
            var sigma1 = BitOperations.RotateRight(w2, 17) ^ BitOperations.RotateRight(w2, 19) ^ (w2 >> 10);
            schedule[i] = schedule[i - 16] + sigma0 + schedule[i - 7] + sigma1;
        }

        var (a, b, c, d, e, f, g, h) = (state.A, state.B, state.C, state.D, state.E, state.F, state.G, state.H);
        for (var i = 0; i < schedule.Length; i++)
        {
            var sum1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var first = h + sum1 + ((e & f) ^ (~e & g)) + RoundConstants[i] + schedule[i];
            var sum0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var second = sum0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        state.Add(a, b, c, d, e, f, g, h);
    }

    struct State
    {
        public uint A, B, C, D, E, F, G, H;

        /// <summary>Section 5.3.3.</summary>
        public static State Initial => new()
        {
            A = 0x6a09e667, B = 0xbb67ae85, C = 0x3c6ef372, D = 0xa54ff53a,
            E = 0x510e527f, F = 0x9b05688c, G = 0x1f83d9ab, H = 0x5be0cd19,
        };

        public void Add(uint a, uint b, uint c, uint d, uint e, uint f, uint g, uint h)
        {
            A += a;
            B += b;
            C += c;
            D += d;
            E += e;
            F += f;
            G += g;
            H += h;
        }

        public readonly void WriteTo(Span<byte> destination)
        {
            ReadOnlySpan<uint> words = [A, B, C, D, E, F, G, H];
            for (var i = 0; i < words.Length; i++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(destination[(i * sizeof(uint))..], words[i]);
            }
        }
    }
}
