using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Mesh.Testing.Dns;

/// <summary>Puts a message together, right or wrong, as a test says.</summary>
public sealed class DnsMessage
{
    public const ushort Cname = 5, Soa = 6, Opt = 41;

    readonly List<byte> bytes = [];
    readonly int[] counts = new int[4];

    public DnsMessage(ushort id, int flags) => Add(id).Add(flags).Add(0).Add(0).Add(0).Add(0);

    /// <summary>The name a query asks for, in lower case, and the type.</summary>
    public static (string Name, ushort Type) Question(ReadOnlySpan<byte> query)
    {
        var labels = new List<string>();
        var at = 12;
        for (; query[at] != 0; at += query[at] + 1)
            labels.Add(Encoding.Latin1.GetString(query.Slice(at + 1, query[at])).ToLowerInvariant());
        return (string.Join('.', labels), BinaryPrimitives.ReadUInt16BigEndian(query[(at + 1)..]));
    }

    /// <summary>The answer to a query, its question echoed.</summary>
    public static DnsMessage To(ReadOnlySpan<byte> query, int flags = 0x8180)
    {
        var message = new DnsMessage(BinaryPrimitives.ReadUInt16BigEndian(query), flags);
        var end = 12;
        while (query[end] != 0)
            end += query[end] + 1;
        message.bytes.AddRange(query[12..(end + 5)]);
        message.counts[0]++;
        return message;
    }

    /// <summary>Where the next record begins.</summary>
    public int Here => bytes.Count;

    public DnsMessage Answer(string owner, ushort type, uint ttl, byte[] data) => Record(1, Name(owner), type, ttl, data);

    public DnsMessage Answer(byte[] owner, ushort type, uint ttl, byte[] data) => Record(1, owner, type, ttl, data);

    public DnsMessage Address(string owner, string address, uint ttl = 60) =>
        Answer(owner, (ushort)(address.Contains(':') ? 28 : 1), ttl, IPAddress.Parse(address).GetAddressBytes());

    public DnsMessage Alias(string owner, string target, uint ttl = 60) => Answer(owner, Cname, ttl, Name(target));

    public DnsMessage Authority(string zone, uint ttl, uint minimum) => Record(2, Name(zone), Soa, ttl, [.. Name("ns"), .. Name("admin"), .. new byte[16], .. Number(minimum)]);

    public DnsMessage Additional(byte[] owner, ushort type, byte[] data) => Record(3, owner, type, 0, data);

    public DnsMessage Raw(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    public DnsMessage Count(int section, int count)
    {
        counts[section] = count;
        return this;
    }

    public byte[] Bytes
    {
        get
        {
            byte[] all = [.. bytes];
            for (var i = 0; i < counts.Length; i++)
                BinaryPrimitives.WriteUInt16BigEndian(all.AsSpan(4 + (2 * i)), (ushort)counts[i]);
            return all;
        }
    }

    public static byte[] Name(string name)
    {
        var wire = new List<byte>();
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
            wire.AddRange([(byte)label.Length, .. Encoding.Latin1.GetBytes(label)]);
        return [.. wire, 0];
    }

    public static byte[] Pointer(int target) => [(byte)(0xC0 | (target >> 8)), (byte)target];

    static byte[] Number(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    DnsMessage Record(int section, byte[] owner, ushort type, uint ttl, byte[] data)
    {
        bytes.AddRange(owner);
        Add(type).Add(1);
        bytes.AddRange(Number(ttl));
        Add(data.Length);
        bytes.AddRange(data);
        counts[section]++;
        return this;
    }

    DnsMessage Add(int value) => Raw((byte)(value >> 8), (byte)value);
}
