using System.Buffers;
using System.Text;
using Mesh.Protocols.ProxyProtocol;

namespace Mesh.Protocols.Tests.ProxyProtocol;

/// <summary>Feeds bytes to the reader whole, in segments and over time, and tells what came out in a form that compares.</summary>
static class ProxyFeed
{
    /// <summary>Asserts that how the bytes arrive makes no difference, and returns the one outcome.</summary>
    public static ProxyOutcome EveryWay(byte[] bytes)
    {
        var whole = Whole(Pieces.Of(bytes));
        Assert.Equal(whole, Whole(Pieces.Single(bytes)));
        Assert.Equal(whole, OverTime(bytes, Enumerable.Range(1, bytes.Length)));
        for (var cut = 1; cut < bytes.Length; cut += 1 + (bytes.Length / 500))
        {
            Assert.Equal(whole, Whole(Pieces.Of(bytes, cut)));
        }

        return whole;
    }

    public static ProxyOutcome OverTime(byte[] bytes, IEnumerable<int> ends)
    {
        var outcome = new ProxyOutcome(ProxyHeaderStatus.NeedMore, ProxyHeaderError.None, "");
        foreach (var end in ends)
        {
            outcome = Whole(Pieces.Of(bytes[..end]));
            if (outcome.Status != ProxyHeaderStatus.NeedMore)
            {
                break;
            }
        }

        return outcome;
    }

    public static ProxyOutcome Whole(ReadOnlySequence<byte> received)
    {
        var scratch = new byte[ProxyHeaderReader.MaxBytes];
        var status = ProxyHeaderReader.Read(received, scratch, out var header, out var error);
        Assert.Equal(status == ProxyHeaderStatus.Invalid, error != ProxyHeaderError.None);
        return new ProxyOutcome(status, error, status == ProxyHeaderStatus.Complete ? Describe(header) : "");
    }

    static string Describe(ProxyHeader header)
    {
        var text = new StringBuilder($"v{header.Version} {header.Length}");
        text.Append(header.HasEndpoints ? $" {header.Source.ToIPEndPoint()} -> {header.Destination.ToIPEndPoint()}" : " -");
        foreach (var tlv in header.Tlvs)
        {
            text.Append($" {tlv.Type}={Convert.ToHexString(tlv.Value)}");
        }

        return text.ToString();
    }
}
