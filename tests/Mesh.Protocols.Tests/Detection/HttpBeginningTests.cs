using System.Text;
using Mesh.Protocols.Detection;

namespace Mesh.Protocols.Tests.Detection;

public class HttpBeginningTests
{
    [Theory]
    [InlineData("G", true)]
    [InlineData("GET", true)]
    [InlineData("GET ", true)]
    [InlineData("GET\t/a", true)]
    [InlineData("\r\n\n", true)]
    [InlineData("\r\nOPTI", true)]
    [InlineData("PRI * HTTP/2.0\r\n", true)]
    [InlineData("UPDATEREDIRECTREF /", true)]
    [InlineData("GE /", false)]
    [InlineData("GETX", false)]
    [InlineData("get ", false)]
    [InlineData("JDWP-Handshake", false)]
    [InlineData("EHLO me", false)]
    [InlineData(" GET", false)]
    public void A_known_method_or_what_one_begins_with(string bytes, bool possible) => Assert.Equal(possible, HttpBeginning.IsPossible(Encoding.Latin1.GetBytes(bytes)));
}
