using System.Globalization;
using System.Net;

namespace Mesh.ControlPlane.Validation;

/// <summary>IP addresses, CIDR blocks and unix sockets. Rules answer null, or what is wrong.</summary>
static class AddressSyntax
{
    public const string UnixPrefix = "unix://";

    /// <summary>Strict: .NET would also take <c>1</c>, <c>0x7f.1</c> and octal octets, which mean other things elsewhere.</summary>
    public static bool IsIp(string text) =>
        IPAddress.TryParse(text, out var address)
        && !text.Contains('%') && !text.StartsWith('[')
        && (text.Contains(':') || IsDottedQuad(text, address));

    public static string? Ip(string text) => IsIp(text) ? null : $"must be an IP address, is \"{text}\"";

    /// <summary>An address or a CIDR block.</summary>
    public static string? Subnet(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0)
        {
            return IsIp(text) ? null : $"must be an IP address or a CIDR block, is \"{text}\"";
        }

        var bits = text.Contains(':') ? 128 : 32;
        return IsIp(text[..slash]) && int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= bits && text.IndexOf('/', slash + 1) < 0
            ? null
            : $"must be an IP address or a CIDR block, is \"{text}\"";
    }

    /// <summary>What follows <c>unix://</c>: an absolute path to a file, or an abstract name with <c>@</c>.</summary>
    public static string? UnixPath(string path) =>
        path.StartsWith('@') && path.Length > 1 || path.StartsWith('/') && !path.EndsWith('/')
            ? null
            : $"must be unix:// and an absolute path or @name, is \"{UnixPrefix}{path}\"";

    static bool IsDottedQuad(string text, IPAddress address) => address.ToString() == text;
}
