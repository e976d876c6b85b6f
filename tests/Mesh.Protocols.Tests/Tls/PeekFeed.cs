using System.Buffers;
using System.Text;
using Mesh.Protocols.Tls;

namespace Mesh.Protocols.Tests.Tls;

/// <summary>Feeds bytes to a peek whole, in segments and over time, and tells what came out in a form that compares.</summary>
static class PeekFeed
{
    /// <summary>Asserts that how the bytes arrive makes no difference, and returns the one outcome.</summary>
    public static PeekOutcome EveryWay(byte[] bytes)
    {
        var whole = Whole(new ReadOnlySequence<byte>(bytes));
        Assert.Equal(whole, Whole(Pieces.Single(bytes)));
        Assert.Equal(whole, OverTime(bytes, Enumerable.Range(1, bytes.Length)));
        for (var cut = 1; cut < bytes.Length; cut += 1 + (bytes.Length / 500))
        {
            Assert.Equal(whole, Whole(Pieces.Of(bytes, cut)));
            Assert.Equal(whole, OverTime(bytes, [cut, bytes.Length]));
        }

        return whole;
    }

    public static PeekOutcome Whole(ReadOnlySequence<byte> bytes)
    {
        var peek = default(ClientHelloPeek);
        return Step(ref peek, bytes);
    }

    /// <summary>With the bytes up to each of the ends in turn, the last of them in a segment of its own.</summary>
    public static PeekOutcome OverTime(byte[] bytes, IEnumerable<int> ends)
    {
        var peek = default(ClientHelloPeek);
        var outcome = new PeekOutcome(ClientHelloStatus.NeedMore, ClientHelloError.None, "");
        foreach (var end in ends)
        {
            outcome = Step(ref peek, Pieces.Of(bytes[..end], Math.Max(end - 1, 0)));
            if (outcome.Status != ClientHelloStatus.NeedMore)
            {
                break;
            }
        }

        return outcome;
    }

    static PeekOutcome Step(ref ClientHelloPeek peek, ReadOnlySequence<byte> received)
    {
        Span<byte> scratch = new byte[ClientHelloPeek.MaxBytes];
        var status = peek.Read(received, scratch, out var hello, out var error);
        Assert.Equal(status == ClientHelloStatus.Malformed, error != ClientHelloError.None);
        return new PeekOutcome(status, error, status == ClientHelloStatus.Complete ? Describe(hello) : "");
    }

    static string Describe(ClientHello hello)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(hello.ServerName)).Append('|');
        foreach (var name in hello.Protocols)
        {
            text.Append(Encoding.Latin1.GetString(name)).Append(',');
        }

        text.Append('|');
        foreach (var version in hello.Versions)
        {
            text.Append($"{version:x},");
        }

        return text.Append(hello.HasEncryptedClientHello ? "|ech" : "|").ToString();
    }
}
