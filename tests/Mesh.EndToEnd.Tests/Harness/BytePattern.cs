using System.Security.Cryptography;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Large bodies that repeat exactly and never repeat in themselves, so that a lost, doubled or swapped piece shows.</summary>
public static class BytePattern
{
    /// <summary>The block of one mebibyte at that place.</summary>
    public static byte[] Block(int index)
    {
        var block = new byte[1 << 20];
        new Random(index).NextBytes(block);
        return block;
    }

    /// <summary>SHA-256 of so many blocks.</summary>
    public static string Hash(int blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var index = 0; index < blocks; index++)
        {
            hash.AppendData(Block(index));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of exactly so many bytes of a stream.</summary>
    /// <exception cref="EndOfStreamException">It is shorter.</exception>
    public static async Task<string> HashOf(Stream stream, long length, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        while (length > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(length, buffer.Length)), cancel);
            if (read == 0)
            {
                throw new EndOfStreamException($"{length} bytes are missing");
            }

            hash.AppendData(buffer, 0, read);
            length -= read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
