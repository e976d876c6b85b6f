using Mesh.Protocols.Http1;
using Mesh.Testing.Http1Corpus;

namespace Mesh.Protocols.Tests.Http1;

/// <summary>Every message of the corpus gets the verdict that its table says, however its bytes arrive.</summary>
public sealed class Http1CorpusTests
{
    public static TheoryData<Http1CorpusCase> RequestHeads => [.. Http1CorpusFile.RequestHeads];

    public static TheoryData<Http1CorpusCase> RequestBodies => [.. Http1CorpusFile.RequestBodies];

    public static TheoryData<Http1CorpusCase> Responses => [.. Http1CorpusFile.Responses];

    [Theory]
    [MemberData(nameof(RequestHeads))]
    public void A_request_head_gets_its_verdict(Http1CorpusCase message)
    {
        var outcome = Http1Feed.EveryWay(Http1Feed.Request(), message.Bytes);

        Assert.Equal(message.Error, outcome.Error.ToString());
        Assert.Equal(message.IsValid ? Http1ParseStatus.Complete : Http1ParseStatus.Invalid, outcome.Status);
        Assert.Equal(message.IsValid ? 200 : message.ExpectedStatus, Http1Errors.StatusOf(outcome.Error));
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_response_head_gets_its_verdict(Http1CorpusCase message)
    {
        var method = Enum.Parse<Http1Method>(message.RequestMethod, ignoreCase: true);
        var outcome = Http1Feed.EveryWay(Http1Feed.Response(method), message.Bytes);

        Assert.Equal(message.Error, outcome.Error.ToString());
        Assert.Equal(message.IsValid ? Http1ParseStatus.Complete : Http1ParseStatus.Invalid, outcome.Status);
    }

    [Theory]
    [MemberData(nameof(RequestBodies))]
    public void A_chunked_body_gets_its_verdict(Http1CorpusCase message)
    {
        var outcome = Http1BodyFeed.EveryWay(message.Bytes);

        Assert.Equal(message.Error, outcome.Error.ToString());
        Assert.Equal(message.IsValid ? Http1ParseStatus.Complete : Http1ParseStatus.Invalid, outcome.Status);
        Assert.Equal(message.IsValid ? 200 : message.ExpectedStatus, Http1Errors.StatusOf(outcome.Error));
    }

    [Fact]
    public void The_corpus_names_its_messages_once_and_holds_enough_of_them()
    {
        var all = Http1CorpusFile.All.ToList();

        Assert.Equal(all.Count, all.Select(c => c.ToString()).Distinct().Count());
        Assert.True(all.Count(c => !c.IsValid) >= 170, $"{all.Count(c => !c.IsValid)} malformed messages");
    }

    [Fact]
    public void Every_error_but_a_cut_connection_has_a_message_that_shows_it()
    {
        var shown = Http1CorpusFile.All.Select(c => c.Error).ToHashSet();

        Assert.Equal([nameof(Http1Error.Truncated)], Enum.GetNames<Http1Error>().Where(name => !shown.Contains(name)));
    }
}
