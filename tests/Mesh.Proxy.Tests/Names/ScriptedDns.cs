using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using Mesh.Testing.Dns;
using Mesh.Testing.InMemory;
using Mesh.Transport;

namespace Mesh.Proxy.Tests.Names;

/// <summary>A DNS server in a test's hands: by UDP and TCP, with records, or silent, or lying.</summary>
sealed class ScriptedDns : IConnectionAcceptor
{
    readonly Dictionary<(string Name, ushort Type), Action<DnsMessage>> records = [];

    public ScriptedDns(InMemoryNetwork network, string address)
    {
        Address = new IPEndPoint(IPAddress.Parse(address), 53);
        network.ServeDatagrams(Address, OnDatagram);
        network.CreateLoop().Listen(Address, ListenOptions.Default, this);
    }

    public IPEndPoint Address { get; }

    /// <summary>"name A", in the order they came.</summary>
    public List<string> Asked { get; } = [];

    public List<byte[]> Queries { get; } = [];

    public List<int> Ports { get; } = [];

    public int TcpConnections { get; private set; }

    public bool IsSilent { get; set; }

    /// <summary>Of answers by UDP; null: by the records.</summary>
    public int? Flags { get; set; }

    public int? TcpFlags { get; set; }

    /// <summary>Makes another datagram of an answer, or several.</summary>
    public Func<byte[], IEnumerable<byte[]>> Sends { get; set; } = answer => [answer];

    /// <summary>What is sent by TCP for an answer, length included.</summary>
    public Func<byte[], byte[]> SendsByTcp { get; set; } = answer => [(byte)(answer.Length >> 8), (byte)answer.Length, .. answer];

    public Func<byte[], bool> Understands { get; set; } = _ => true;

    public ScriptedDns Knows(string name, string address, uint ttl = 60) =>
        Says(name, address.Contains(':') ? (ushort)28 : (ushort)1, message => message.Address(name, address, ttl));

    public ScriptedDns Says(string name, ushort type, Action<DnsMessage> fill)
    {
        records[(name, type)] = records.GetValueOrDefault((name, type)) + fill;
        return this;
    }

    public void Forget() => records.Clear();

    public string Log()
    {
        var log = string.Join(' ', Asked);
        Asked.Clear();
        return log;
    }

    void OnDatagram(InMemoryDatagramSocket socket, byte[] query)
    {
        Note(query);
        Ports.Add(socket.Source.Port);
        if (IsSilent)
            return;
        foreach (var datagram in Sends(AnswerTo(query, Flags)))
            socket.Deliver(datagram);
    }

    void Note(byte[] query)
    {
        var (name, type) = DnsMessage.Question(query);
        Asked.Add($"{name}/{(type == 1 ? "A" : "AAAA")}");
        Queries.Add(query);
    }

    byte[] AnswerTo(byte[] query, int? flags)
    {
        if (!Understands(query))
            return DnsMessage.To(query, 0x8181).Bytes;
        var (name, type) = DnsMessage.Question(query);
        if (records.TryGetValue((name, type), out var fill))
        {
            var message = DnsMessage.To(query, flags ?? 0x8180);
            fill(message);
            return message.Bytes;
        }

        var exists = records.Keys.Any(key => key.Name == name);
        return DnsMessage.To(query, flags ?? (exists ? 0x8180 : 0x8183)).Authority("example", 600, 30).Bytes;
    }

    public void OnAccept(TransportConnection connection, TransportListener listener) => _ = ServeAsync(connection);

    async Task ServeAsync(TransportConnection connection)
    {
        TcpConnections++;
        var read = await connection.Input.ReadAsync();
        while (!read.IsCompleted && read.Buffer.Length < 2 + BinaryPrimitives.ReadUInt16BigEndian(read.Buffer.ToArray()))
        {
            connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await connection.Input.ReadAsync();
        }

        if (!read.IsCompleted && !IsSilent)
        {
            var query = read.Buffer.ToArray()[2..];
            Note(query);
            connection.Output.Write(SendsByTcp(AnswerTo(query, TcpFlags)));
            await connection.Output.FlushAsync();
        }

        connection.Input.AdvanceTo(read.Buffer.End);
        if (!IsSilent)
        {
            connection.Input.Complete();
            connection.Output.Complete();
        }
    }
}
