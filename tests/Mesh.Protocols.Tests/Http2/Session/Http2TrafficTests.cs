using CsCheck;
using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>Our client against our server: random requests, both ways, with readers that take their time.</summary>
public sealed class Http2TrafficTests
{
    const int Rounds = 60;
    const int MostTurns = 20_000;

    static readonly Gen<Http2Options> Options = Gen.Select(
        Pick.From(65_536, 100_000), Pick.From(65_535, 200_000, 1_000_000), Pick.From(1000, 16_384, 65_536), Gen.Int[1, 10],
        (stream, connection, quantum, streams) => new Http2Options
        {
            InitialStreamWindow = stream, ConnectionWindow = connection, SendQuantum = quantum, MaxConcurrentStreams = streams,
        });

    static readonly Gen<(int Up, int Down)[]> Exchanges = Gen.Select(Gen.Int[0, 300_000], Gen.Int[0, 300_000]).Array[1, 12];

    [Fact]
    public void Everything_arrives_and_all_credit_comes_back() =>
        Gen.Select(Gen.Int[0, 1_000_000], Options, Exchanges, Gen.Bool).Sample(
            (seed, options, exchanges, lazy) =>
            {
                var pair = new Http2Pair(seed, options);
                var random = new Random(seed);
                var traffic = new Traffic(pair, exchanges, lazy);
                for (var turn = 0; !traffic.IsDone; turn++)
                {
                    Assert.True(turn < MostTurns, "stalled");
                    traffic.OpenSome();
                    pair.Turn();
                    if (lazy)
                    {
                        ConsumeSome(pair.Client, random);
                        ConsumeSome(pair.Server, random);
                    }
                }

                while (pair.Turn())
                {
                }

                Assert.Empty(pair.Client.Open);
                Assert.Empty(pair.Server.Open);
                AssertCredit(pair.Client, pair.Server);
                AssertCredit(pair.Server, pair.Client);
            },
            iter: Rounds,
            threads: 1);

    static void ConsumeSome(TestSession session, Random random)
    {
        foreach (var stream in session.Open.Values.Where(_ => random.Next(3) > 0).ToList())
        {
            session.Consumed(stream, random.Next(stream.Unconsumed + 1));
        }
    }

    /// <summary>What the sender may send is what the receiver has given; nothing is lost on the way.</summary>
    static void AssertCredit(TestSession sender, TestSession receiver)
    {
        Assert.Equal(receiver.Credits.ConnectionAvailable, sender.Sender.ConnectionWindow);
        Assert.Equal(receiver.Options.ConnectionWindow, receiver.Credits.ConnectionAvailable + receiver.Credits.ConnectionPending);
    }

    /// <summary>Exchanges: the client sends so many bytes, the server answers with so many, as soon as the head is there.</summary>
    sealed class Traffic
    {
        readonly Http2Pair pair;
        readonly (int Up, int Down)[] exchanges;
        readonly bool isLazy;
        int opened;
        int answered;

        public Traffic(Http2Pair pair, (int Up, int Down)[] exchanges, bool isLazy)
        {
            this.isLazy = isLazy;
            this.pair = pair;
            this.exchanges = exchanges;
            pair.Client.Consumes = pair.Server.Consumes = false;
            pair.Server.WhenHead = Answer;
            pair.Client.WhenClosed = stream => Finish(stream, exchanges[stream.Id / 2].Down);
            pair.Server.WhenClosed = stream => Finish(stream, exchanges[stream.Id / 2].Up);
            pair.Client.WhenData = pair.Server.WhenData = ConsumeIfEager;
        }

        int Finished { get; set; }

        public bool IsDone => Finished == 2 * exchanges.Length;

        public void OpenSome()
        {
            while (opened < exchanges.Length && pair.Client.PeerSettings.IsReceived && pair.Client.CanOpenStream)
            {
                var stream = pair.Client.Request(endStream: false, method: "POST");
                pair.Client.SendAll(stream, new byte[exchanges[opened++].Up], endStream: true);
            }
        }

        void Answer(TestStream stream)
        {
            pair.Server.Respond(stream, endStream: false);
            pair.Server.SendAll(stream, new byte[exchanges[stream.Id / 2].Down], endStream: true);
            answered++;
        }

        /// <summary>Read at once; of lazy readers half of the streams, and bit by bit the others.</summary>
        void ConsumeIfEager(TestStream stream)
        {
            var owner = pair.Client.Open.GetValueOrDefault(stream.Id) == stream ? pair.Client : pair.Server;
            if (stream.Id % 4 == 1 || !isLazy)
            {
                owner.Consumed(stream, stream.Unconsumed);
            }
        }

        void Finish(TestStream stream, int expected)
        {
            Assert.Equal(expected, stream.BytesReceived);
            Assert.True(stream.HasPeerEnded);
            Assert.True(answered <= opened);
            Finished++;
        }
    }
}
