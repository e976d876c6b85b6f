using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Xunit;

namespace Mesh.Contract.Tests;

public class Sha256DigestTests
{
    // FIPS 180-4's own examples, and the empty message.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_standards_examples(string message, string expected)
    {
        Span<byte> digest = stackalloc byte[Sha256Digest.Length];
        Sha256Digest.Hash(Encoding.ASCII.GetBytes(message), digest);
        Assert.Equal(expected, Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void Any_message_in_any_two_pieces_is_as_OpenSSL_has_it() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, 300]).Sample((message, cut) =>
        {
            cut = Math.Min(cut, message.Length);
            Span<byte> scratch = stackalloc byte[Sha256Digest.ScratchLength];
            var digest = new Sha256Digest(scratch);
            digest.Append(message.AsSpan(0, cut));
            digest.Append(message.AsSpan(cut));
            Span<byte> actual = stackalloc byte[Sha256Digest.Length];
            digest.Finish(actual);
            return actual.SequenceEqual(SHA256.HashData(message));
        });
}
