using CsCheck;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Streams;

namespace Mesh.Protocols.Tests.Http2.Session;

public sealed class Http2StreamTableTests
{
    [Fact]
    public void It_finds_what_a_dictionary_finds() =>
        Gen.Int[0, 60].Array[0, 200].Sample(
            steps =>
            {
                var table = new Http2StreamTable();
                var model = new Dictionary<int, Http2Stream>();
                foreach (var step in steps)
                {
                    Toggle(table, model, (2 * step * step) + 1);
                    Assert.Equal(model.Count, table.Count);
                    Assert.All(Enumerable.Range(0, 61), i => Assert.Same(model.GetValueOrDefault((2 * i * i) + 1), table.Find((2 * i * i) + 1)));
                }
            },
            iter: 200);

    [Fact]
    public void The_last_endings_are_remembered_and_no_more()
    {
        var closed = new Http2ClosedStreams();
        Assert.Equal(Http2Ending.Forgotten, closed.EndingOf(1));
        for (var i = 0; i <= Http2ClosedStreams.Capacity; i++)
        {
            closed.Add((2 * i) + 1, i % 2 == 0 ? Http2Ending.EndedByPeer : Http2Ending.ResetByUs);
        }

        Assert.Equal(Http2Ending.Forgotten, closed.EndingOf(1));
        Assert.Equal(Http2Ending.ResetByUs, closed.EndingOf(3));
        Assert.Equal(Http2Ending.EndedByPeer, closed.EndingOf(5));
    }

    static void Toggle(Http2StreamTable table, Dictionary<int, Http2Stream> model, int id)
    {
        if (model.Remove(id))
        {
            table.Remove(id);
        }
        else
        {
            var stream = new TestStream { Id = id };
            model.Add(id, stream);
            table.Add(stream);
        }
    }
}
