using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2;

public sealed class Http2MalformationsTests
{
    [Fact]
    public void Every_reason_has_details_of_its_own_that_fit_an_access_log()
    {
        var details = Enum.GetValues<Http2Malformed>().Where(r => r != Http2Malformed.None).Select(Http2Malformations.DetailsOf).ToList();

        Assert.Equal(details.Count, details.Distinct().Count());
        Assert.All(details, text => Assert.Matches("^[a-z0-9_.]+$", text));
    }

    [Theory]
    [InlineData(Http2Malformed.None, Http2HeadStatus.Ok, 200)]
    [InlineData(Http2Malformed.TargetTooLong, Http2HeadStatus.TooLarge, 414)]
    [InlineData(Http2Malformed.TooManyFields, Http2HeadStatus.TooLarge, 431)]
    [InlineData(Http2Malformed.HeaderListTooLarge, Http2HeadStatus.TooLarge, 431)]
    [InlineData(Http2Malformed.HeadTooLarge, Http2HeadStatus.TooLarge, 431)]
    [InlineData(Http2Malformed.TrailersTooLarge, Http2HeadStatus.TooLarge, 431)]
    [InlineData(Http2Malformed.Compression, Http2HeadStatus.CompressionError, 400)]
    [InlineData(Http2Malformed.UnsupportedExpectation, Http2HeadStatus.Malformed, 417)]
    [InlineData(Http2Malformed.UnsupportedProtocol, Http2HeadStatus.Malformed, 501)]
    [InlineData(Http2Malformed.HostMismatch, Http2HeadStatus.Malformed, 400)]
    public void Scopes_and_statuses(Http2Malformed reason, Http2HeadStatus scope, int status)
    {
        Assert.Equal(scope, Http2Malformations.ScopeOf(reason));
        Assert.Equal(status, Http2Malformations.StatusOf(reason));
    }
}
