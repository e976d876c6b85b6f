using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1ErrorsTests
{
    [Fact]
    public void Every_error_has_details_of_its_own_that_fit_an_access_log()
    {
        var details = Enum.GetValues<Http1Error>().Where(e => e != Http1Error.None).Select(Http1Errors.DetailsOf).ToList();

        Assert.Equal(details.Count, details.Distinct().Count());
        Assert.All(details, text => Assert.Matches("^[a-z0-9_.]+$", text));
    }

    [Theory]
    [InlineData(Http1Error.TargetTooLong, 414)]
    [InlineData(Http1Error.HeadTooLarge, 431)]
    [InlineData(Http1Error.TooManyFields, 431)]
    [InlineData(Http1Error.UnsupportedExpectation, 417)]
    [InlineData(Http1Error.UnsupportedVersion, 505)]
    [InlineData(Http1Error.MethodTooLong, 501)]
    [InlineData(Http1Error.UnsupportedTransferCoding, 501)]
    [InlineData(Http1Error.ContentLengthWithTransferEncoding, 400)]
    public void Statuses(Http1Error error, int status) => Assert.Equal(status, Http1Errors.StatusOf(error));
}
