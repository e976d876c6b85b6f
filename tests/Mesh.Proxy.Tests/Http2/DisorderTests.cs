using Mesh.Protocols.Http2;
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>
/// Many exchanges at once whose sides do in random order what sides do: send, hold, answer, end, reset, leave. Whatever the order, no exception is thrown,
/// an exchange that ended well is whole on both sides, and in the end nothing is held by anybody.
/// </summary>
public class DisorderTests
{
    const int Steps = 250;

    public static TheoryData<bool, bool, int> Seeds
    {
        get
        {
            var data = new TheoryData<bool, bool, int>();
            foreach (var pair in PairScene.Pairs)
            {
                for (var seed = 0; seed < 25; seed++)
                {
                    data.Add(pair.Data.Item1, pair.Data.Item2, seed);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nothing_stays_behind(bool client2, bool upstream2, int seed)
    {
        var random = new Random(seed);
        var limit = Http2Options.Default with { MaxConcurrentStreams = random.Next(1, 12) };
        using var scene = new PairScene(client2, upstream2, upstreamOptions: limit, segmentSize: random.Next(3) == 0 ? random.Next(1, 2000) : int.MaxValue);
        var disorder = new Disorder(scene, random, client2, upstream2);
        for (var step = 0; step < Steps; step++)
        {
            disorder.Step();
        }

        disorder.Settle();
        scene.AssertIdle();
        disorder.AssertHonest();
    }

    sealed class Disorder(PairScene scene, Random random, bool client2, bool upstream2)
    {
        readonly List<Http2Peer> connections = [];
        readonly List<Side> clients = [];
        readonly List<Side> upstreams = [];
        readonly HashSet<Side> done = [];
        readonly HashSet<Side> answered = [];
        readonly HashSet<Side> ended = [];
        readonly Dictionary<Side, string> sent = [];

        public void Step()
        {
            switch (random.Next(20))
            {
                case < 4:
                    Ask();
                    break;
                case < 6:
                    Accept();
                    break;
                case < 10:
                    Act(clients, side => side.Sends(Content()), side => side.Ends(random.Next(2) == 0 ? ["x: y"] : []));
                    break;
                case < 13:
                    Act(upstreams, Answer, Answer);
                    break;
                case < 17:
                    Act(upstreams, Send, End);
                    break;
                case 17:
                    Reset(random.Next(2) == 0 ? clients : upstreams);
                    break;
                case 18 when random.Next(4) == 0:
                    Leave();
                    break;
                case 19:
                    Change();
                    break;
            }
        }

        public void Settle()
        {
            scene.Network.SetConnectFailure(scene.Scene.Upstream.Address, TransportError.None);
            foreach (var side in clients.Where(side => !done.Contains(side)))
            {
                side.Resets();
            }

            connections.ForEach(connection => connection.Closes());
            foreach (var peer in scene.Upstreams)
            {
                peer.IsDeaf = false;
            }

            scene.Passes(TimeSpan.FromSeconds(31));
        }

        /// <summary>Whoever heard a whole answer heard all that was sent.</summary>
        public void AssertHonest() => Assert.All(
            clients.Where(client => client is { IsWhole: true, Status: 200 }),
            client => Assert.Contains(upstreams, upstream => Sent(upstream) == client.Body));

        string? Sent(Side upstream) => ended.Contains(upstream) ? sent.GetValueOrDefault(upstream, "") : null;

        void Ask()
        {
            if (!client2)
            {
                clients.Add(scene.Asks("POST /", hasBody: true));
                return;
            }

            if (connections.Count == 0 || random.Next(4) == 0)
            {
                connections.Add(scene.Connects());
            }

            var connection = connections[random.Next(connections.Count)];
            if (connection.CanOpenStream && connection.End == ConnectionEnd.Open)
            {
                clients.Add(PairScene.AsksOn(connection, random.Next(2) == 0 ? "GET /" : "POST /", hasBody: random.Next(2) == 0));
            }
        }

        void Accept()
        {
            scene.Network.RunUntilIdle();
            if (upstream2 ? scene.Upstreams.Any(peer => peer.HasMore) : scene.Scene.Upstream.HasMore)
            {
                upstreams.Add(scene.Accepts());
            }
        }

        void Act(List<Side> sides, Action<Side> act, Action<Side> end)
        {
            if (sides.Count == 0)
            {
                return;
            }

            var side = sides[random.Next(sides.Count)];
            if (done.Contains(side) || ended.Contains(side))
            {
                return;
            }

            var isLast = random.Next(3) == 0;
            (isLast ? end : act)(side);
            if (isLast && clients.Contains(side))
            {
                ended.Add(side);
            }
        }

        void Answer(Side side)
        {
            if (answered.Add(side))
            {
                if (random.Next(4) == 0)
                {
                    side.AnswersInterim(103, "a: b");
                }

                side.Answers(200, -1);
            }
        }

        void Send(Side side)
        {
            if (answered.Contains(side))
            {
                var content = Content();
                sent[side] = sent.GetValueOrDefault(side, "") + content;
                side.Sends(content);
            }
        }

        void End(Side side)
        {
            if (answered.Contains(side))
            {
                ended.Add(side);
                side.Ends();
            }
        }

        void Reset(List<Side> sides)
        {
            if (sides.Count > 0)
            {
                var side = sides[random.Next(sides.Count)];
                if (!(side is Http2Side { IsWhole: true }) && done.Add(side))
                {
                    side.Resets();
                }
            }
        }

        void Leave()
        {
            var peers = random.Next(2) == 0 ? connections : [.. scene.Upstreams];
            if (peers.Count == 0)
            {
                return;
            }

            var peer = peers[random.Next(peers.Count)];
            switch (random.Next(4))
            {
                case 0:
                    peer.ResetsConnection();
                    break;
                case 1:
                    peer.Closes();
                    break;
                case 2:
                    peer.Drains();
                    break;
                default:
                    peer.Quits(Http2ErrorCode.InternalError);
                    break;
            }
        }

        void Change()
        {
            switch (random.Next(5))
            {
                case 0:
                    scene.Network.SetConnectFailure(
                        scene.Scene.Upstream.Address, random.Next(3) == 0 ? TransportError.Refused : random.Next(2) == 0 ? TransportError.TimedOut : TransportError.None);
                    break;
                case 1:
                    scene.Worker.Retire(scene.Endpoints.ToArray());
                    scene.RouteTo([scene.Scene.Upstream], TimeSpan.FromSeconds(random.Next(0, 20)));
                    break;
                case 2:
                    scene.Passes(TimeSpan.FromSeconds(random.Next(1, 8)));
                    break;
                case 3:
                    foreach (var peer in connections.Concat(scene.Upstreams))
                    {
                        peer.HoldsContent = random.Next(4) == 0;
                    }

                    break;
                default:
                    foreach (var stream in connections.SelectMany(peer => peer.Streams).Where(stream => stream.Unconsumed > 0))
                    {
                        stream.Takes(random.Next(stream.Unconsumed + 1));
                    }

                    break;
            }
        }

        string Content() => new((char)('a' + random.Next(26)), random.Next(4) == 0 ? random.Next(200_000) : random.Next(100));
    }
}
