using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>
/// Who a gateway's client is when trusted proxies stand in front of it (2.22): each of them appended the peer it saw to x-forwarded-for, so of N the Nth
/// address from the right is the first that none of them made up. What stands further left, anybody could have written.
/// </summary>
static class ClientAddressRule
{
    public static void Apply(Exchange exchange)
    {
        var proxies = exchange.Snapshot.Http.TrustedProxies;
        if (proxies == 0 || exchange.Direction != Direction.Gateway)
        {
            return;
        }

        // A list that is too short, or says there what no address is, names nobody: the peer is the client.
        if (TryParse(FromRight(exchange, proxies), out var address))
        {
            exchange.ClientAddress = address;
            exchange.DownstreamRemoteAddress = new IPEndPoint(address, 0).ToString();
        }
    }

    /// <summary>Not the forms that .NET reads besides, such as 0x7f.1: whoever reads the same list behind us would not.</summary>
    static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        Span<byte> canonical = stackalloc byte[64];
        return IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || (address.TryFormat(canonical, out var length) && canonical[..length].SequenceEqual(text)));
    }

    static ReadOnlySpan<byte> FromRight(Exchange exchange, int position)
    {
        var bytes = exchange.RequestBytes.Span;
        var fields = exchange.Request.Fields;
        for (var i = fields.Length - 1; i >= 0; i--)
        {
            if (fields[i].Known == Http1KnownField.XForwardedFor && TakeFromRight(fields[i].Value.Of(bytes), ref position, out var address))
            {
                return address;
            }
        }

        return default;
    }

    static bool TakeFromRight(ReadOnlySpan<byte> list, scoped ref int position, out ReadOnlySpan<byte> element)
    {
        while (!list.IsEmpty)
        {
            var comma = list.LastIndexOf((byte)',');
            element = list[(comma + 1)..].Trim(" \t"u8);
            if (!element.IsEmpty && --position == 0)
            {
                return true;
            }

            list = comma < 0 ? default : list[..comma];
        }

        element = default;
        return false;
    }
}
