using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1FieldNamesTests
{
    public static TheoryData<Http1KnownField> Known => [.. Enum.GetValues<Http1KnownField>().Where(k => k != Http1KnownField.Other)];

    [Theory]
    [MemberData(nameof(Known))]
    public void Every_known_field_is_recognised_in_any_case(Http1KnownField known)
    {
        var name = NameOf(known);

        Assert.Equal(known, Recognise(name));
        Assert.Equal(known, Recognise(name.ToUpperInvariant()));
        Assert.Equal(known, Recognise(string.Concat(name.Select((c, i) => i % 2 == 0 ? char.ToUpperInvariant(c) : c))));
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void A_name_that_differs_in_one_byte_is_another(Http1KnownField known)
    {
        var name = NameOf(known);
        for (var i = 0; i < name.Length; i++)
        {
            Assert.Equal(Http1KnownField.Other, Recognise(name[..i] + '!' + name[(i + 1)..]));
            Assert.Equal(Http1KnownField.Other, Recognise(name[..i] + (char)(name[i] ^ 0x20 ^ 0x40) + name[(i + 1)..]));
        }

        Assert.Equal(Http1KnownField.Other, Recognise(name + "x"));
        Assert.Equal(Http1KnownField.Other, Recognise("x" + name));
    }

    static Http1KnownField Recognise(string name) => Http1FieldNames.Recognise(Encoding.Latin1.GetBytes(name));

    /// <summary>XRequestId is x-request-id.</summary>
    static string NameOf(Http1KnownField known) =>
        string.Concat(known.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
