using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Where to listen: <c>IP:PORT</c>, <c>:PORT</c> for all addresses, <c>[IPV6]:PORT</c>, or <c>unix:/path</c>.</summary>
sealed record ListenAddress(IPAddress? Ip, int Port, string? Path)
{
    const string UnixPrefix = "unix:";

    /// <summary>The address a text stands for; null with the reason when it stands for none.</summary>
    public static ListenAddress? Parse(string text, out string error)
    {
        error = "";
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
            return ParsePath(text[UnixPrefix.Length..], out error);
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            error = $"\"{text}\" is not IP:PORT, :PORT or unix:/path";
            return null;
        }

        var host = text[..colon].Trim('[', ']');
        if (host.Length == 0)
            return new ListenAddress(IPAddress.IPv6Any, port, null);
        if (IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var ip))
            return new ListenAddress(ip, port, null);
        error = $"\"{host}\" is no IP address";
        return null;
    }

    public override string ToString() =>
        Path is not null ? UnixPrefix + Path : Equals(Ip, IPAddress.IPv6Any) ? $":{Port}" : new IPEndPoint(Ip!, Port).ToString();

    /// <summary>Has Kestrel listen here.</summary>
    public void Bind(KestrelServerOptions options, Action<ListenOptions> configure)
    {
        if (Path is null && Equals(Ip, IPAddress.IPv6Any))
            options.ListenAnyIP(Port, configure);
        else if (Path is null)
            options.Listen(Ip!, Port, configure);
        else
            BindPath(Path, options, configure);
    }

    static void BindPath(string path, KestrelServerOptions options, Action<ListenOptions> configure)
    {
        // Left behind by a process that was killed; a live one would still hold its socket open, and lose nothing but new connections.
        File.Delete(path);
        options.ListenUnixSocket(path, configure);
    }

    static ListenAddress? ParsePath(string path, out string error)
    {
        const int longest = 107;

        // unix:///run/x is the same as unix:/run/x.
        path = path.StartsWith('/') ? "/" + path.TrimStart('/') : path;
        error = path.Length > 1 && path[0] == '/' && Encoding.UTF8.GetByteCount(path) <= longest
            ? ""
            : $"a unix socket needs an absolute path of at most {longest} bytes";
        return error.Length == 0 ? new ListenAddress(null, 0, path) : null;
    }
}
