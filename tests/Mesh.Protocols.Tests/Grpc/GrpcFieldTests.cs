using System.Text;
using CsCheck;
using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Grpc;

public sealed class GrpcFieldTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("4m", 40_000)]
    [InlineData("5u", 50)]
    [InlineData("600n", 6)]
    [InlineData("601n", 7)]
    [InlineData("1n", 1)]
    [InlineData("0n", 0)]
    [InlineData("0S", 0)]
    [InlineData("00000001S", 10_000_000)]
    [InlineData("99999999H", 99_999_999 * 36_000_000_000)]
    public void A_timeout_is_a_number_and_a_unit(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(Encoding.ASCII.GetBytes(text), out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("1h")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("1.5S")]
    [InlineData("100000000S")]
    [InlineData("1SS")]
    public void Other_timeouts_are_none(string text)
    {
        Assert.False(GrpcTimeout.TryParse(Encoding.ASCII.GetBytes(text), out _));
    }

    [Theory]
    [InlineData(-1, "1n")]
    [InlineData(0, "1n")]
    [InlineData(1, "100n")]
    [InlineData(999_999, "99999900n")]
    [InlineData(1_000_000, "100000u")]
    [InlineData(10_000_000, "1000000u")]
    [InlineData(10_000_000_000, "1000000m")]
    [InlineData(36_000_000_000 * 1000, "3600000S")]
    [InlineData(long.MaxValue, "99999999H")]
    public void A_timeout_is_written_in_the_finest_unit_that_has_room(long ticks, string expected)
    {
        Assert.Equal(expected, Text(new TimeSpan(ticks)));
    }

    [Fact]
    public void A_timeout_read_back_is_never_longer_and_hardly_shorter() =>
        Gen.Long[1, 99_999_999 * 36_000_000_000].Sample(ticks =>
        {
            Assert.True(GrpcTimeout.TryParse(Encoding.ASCII.GetBytes(Text(new TimeSpan(ticks))), out var timeout));
            Assert.InRange(timeout.Ticks, ticks - (ticks / 1_000_000), ticks);
        });

    [Theory]
    [InlineData("0", GrpcStatus.Ok)]
    [InlineData("16", GrpcStatus.Unauthenticated)]
    [InlineData("17", GrpcStatus.Unknown)]
    [InlineData("999999999999", GrpcStatus.Unknown)]
    [InlineData("", GrpcStatus.Unknown, false)]
    [InlineData("00", GrpcStatus.Unknown, false)]
    [InlineData("-1", GrpcStatus.Unknown, false)]
    [InlineData("1 ", GrpcStatus.Unknown, false)]
    [InlineData("OK", GrpcStatus.Unknown, false)]
    public void A_status_is_a_number(string text, GrpcStatus expected, bool valid = true)
    {
        Assert.Equal(valid, GrpcStatuses.TryParse(Encoding.ASCII.GetBytes(text), out var status));
        Assert.Equal(expected, status);
    }

    [Fact]
    public void Every_status_is_read_back()
    {
        Span<byte> text = stackalloc byte[GrpcStatuses.MaxLength];
        foreach (var status in Enum.GetValues<GrpcStatus>())
        {
            Assert.True(GrpcStatuses.TryParse(text[..GrpcStatuses.Write(status, text)], out var read));
            Assert.Equal(status, read);
        }
    }

    /// <summary>gRPC's http-grpc-status-mapping.md.</summary>
    [Theory]
    [InlineData(400, GrpcStatus.Internal)]
    [InlineData(401, GrpcStatus.Unauthenticated)]
    [InlineData(403, GrpcStatus.PermissionDenied)]
    [InlineData(404, GrpcStatus.Unimplemented)]
    [InlineData(429, GrpcStatus.Unavailable)]
    [InlineData(502, GrpcStatus.Unavailable)]
    [InlineData(503, GrpcStatus.Unavailable)]
    [InlineData(504, GrpcStatus.Unavailable)]
    [InlineData(200, GrpcStatus.Unknown)]
    [InlineData(500, GrpcStatus.Unknown)]
    public void Http_statuses_are_mapped(int http, GrpcStatus expected)
    {
        Assert.Equal(expected, GrpcStatuses.OfHttp(http));
    }

    [Theory]
    [InlineData("no healthy upstream", "no healthy upstream")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb\t\u00e9\u20ac\x7f", "a%0D%0Ab%09%C3%A9%E2%82%AC%7F")]
    public void A_message_is_percent_encoded_utf_8(string message, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        var encoded = new byte[GrpcMessage.MaxEncodedLength(bytes.Length)];
        var length = GrpcMessage.Encode(bytes, encoded);
        Assert.Equal(expected, Encoding.ASCII.GetString(encoded, 0, length));
    }

    [Theory]
    [InlineData("a%", "a%")]
    [InlineData("a%2", "a%2")]
    [InlineData("%zz%41%4", "%zzA%4")]
    [InlineData("%e2%82%ac", "\u20ac")]
    public void What_is_no_escape_stays(string value, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes, 0, GrpcMessage.Decode(bytes, bytes)));
    }

    [Fact]
    public void A_message_too_long_is_cut_between_characters()
    {
        var encoded = new byte[11];
        Assert.Equal("ab%C3%A9", Encoding.ASCII.GetString(encoded, 0, GrpcMessage.Encode("ab\u00e9\u20ac"u8, encoded)));
    }

    [Fact]
    public void Any_message_is_read_back_and_can_stand_in_a_field() =>
        Gen.Byte.Array[0, 60].Sample(message =>
        {
            var encoded = new byte[GrpcMessage.MaxEncodedLength(message.Length)];
            encoded = encoded[..GrpcMessage.Encode(message, encoded)];
            Assert.True(encoded.All(value => value is >= 0x20 and <= 0x7E));
            var decoded = new byte[encoded.Length];
            Assert.Equal(message, decoded[..GrpcMessage.Decode(encoded, decoded)]);
        });

    [Theory]
    [InlineData("application/grpc", GrpcContentKind.Grpc)]
    [InlineData("application/grpc+proto", GrpcContentKind.Grpc)]
    [InlineData("Application/GRPC;x=y", GrpcContentKind.Grpc)]
    [InlineData("application/grpc-web", GrpcContentKind.GrpcWeb)]
    [InlineData("application/grpc-web+proto", GrpcContentKind.GrpcWeb)]
    [InlineData("application/grpc-web-text", GrpcContentKind.GrpcWebText)]
    [InlineData("application/grpc-web-text+proto; a", GrpcContentKind.GrpcWebText)]
    [InlineData("application/grpc-webs", GrpcContentKind.None)]
    [InlineData("application/grpcs", GrpcContentKind.None)]
    [InlineData("application/json", GrpcContentKind.None)]
    [InlineData("", GrpcContentKind.None)]
    public void Content_types_tell_the_kind(string contentType, GrpcContentKind expected)
    {
        Assert.Equal(expected, GrpcContentType.KindOf(Encoding.ASCII.GetBytes(contentType)));
    }

    [Theory]
    [InlineData(GrpcContentKind.Grpc, "application/grpc-web", "application/grpc")]
    [InlineData(GrpcContentKind.Grpc, "application/grpc-web-text+proto", "application/grpc+proto")]
    [InlineData(GrpcContentKind.Grpc, "application/grpc-web+json;x=y", "application/grpc+json;x=y")]
    [InlineData(GrpcContentKind.GrpcWeb, "application/grpc", "application/grpc-web+proto")]
    [InlineData(GrpcContentKind.GrpcWebText, "application/grpc+json", "application/grpc-web-text+json")]
    [InlineData(GrpcContentKind.GrpcWebText, "text/plain", "application/grpc-web-text+proto")]
    public void Content_types_are_translated(GrpcContentKind kind, string contentType, string expected)
    {
        var bytes = Encoding.ASCII.GetBytes(contentType);
        var destination = new byte[GrpcContentType.MaxLength(bytes)];
        Assert.Equal(expected, Encoding.ASCII.GetString(destination, 0, GrpcContentType.Write(kind, bytes, destination)));
    }

    [Theory]
    [InlineData("application/grpc-web-text", GrpcContentKind.GrpcWebText)]
    [InlineData("*/*, application/grpc-web-text+proto", GrpcContentKind.GrpcWebText)]
    [InlineData("application/grpc-web", GrpcContentKind.GrpcWeb)]
    [InlineData("*/*", GrpcContentKind.GrpcWeb)]
    [InlineData("", GrpcContentKind.GrpcWeb)]
    public void Accept_tells_the_kind_of_response(string accept, GrpcContentKind expected)
    {
        Assert.Equal(expected, GrpcContentType.ResponseKindOf(Encoding.ASCII.GetBytes(accept)));
    }

    [Theory]
    [InlineData("/helloworld.Greeter/SayHello", "helloworld.Greeter|SayHello")]
    [InlineData("/a/b?c/d", "a|b")]
    [InlineData("/a/b/c", null)]
    [InlineData("/a/", null)]
    [InlineData("//b", null)]
    [InlineData("/a", null)]
    [InlineData("a/b", null)]
    [InlineData("", null)]
    [InlineData("?/a/b", null)]
    public void A_path_is_a_service_and_a_method(string path, string? expected)
    {
        var split = GrpcPath.TrySplit(Encoding.ASCII.GetBytes(path), out var service, out var method);
        Assert.Equal(expected, split ? $"{Encoding.ASCII.GetString(service)}|{Encoding.ASCII.GetString(method)}" : null);
    }

    [Fact]
    public void Fields_allocate_nothing()
    {
        var buffer = new byte[100];
        Allocations.AssertNone(() =>
            GrpcTimeout.TryParse("100m"u8, out var timeout) && GrpcTimeout.Write(timeout, buffer) == 7
            && GrpcMessage.Encode("100%\u00e9"u8, buffer) == 12 && GrpcMessage.Decode("a%41"u8, buffer) == 2
            && GrpcContentType.KindOf("application/grpc-web"u8) == GrpcContentKind.GrpcWeb
            && GrpcContentType.Write(GrpcContentKind.Grpc, "application/grpc-web+proto"u8, buffer) == 22
            && GrpcStatuses.Write(GrpcStatus.Unavailable, buffer) == 2 && Http1Grammar.IsFieldValue(buffer.AsSpan(0, 2)));
    }

    static string Text(TimeSpan timeout)
    {
        Span<byte> text = stackalloc byte[GrpcTimeout.MaxLength];
        return Encoding.ASCII.GetString(text[..GrpcTimeout.Write(timeout, text)]);
    }
}
