using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Config;

/// <summary>Where the control plane is: "host:port", "address:port", "[v6]:port", or "unix:/path".</summary>
sealed record ControlAddress(string Text, string Host, int Port, EndPoint? Literal)
{
    /// <param name="error">What is wrong with it; null exactly when an address is returned.</param>
    public static ControlAddress? TryParse(string text, out string? error)
    {
        error = null;
        if (text.StartsWith("unix:", StringComparison.Ordinal))
            return OfPath(text, text["unix:".Length..], out error);

        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        if (host.Length == 0 || !int.TryParse(text.AsSpan(colon + 1), out var port) || port is < 1 or > 65535)
        {
            error = $"\"{text}\" is no address of a control plane: host:port or unix:/path is";
            return null;
        }

        return new ControlAddress(text, host, port, IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : null);
    }

    public override string ToString() => Text;

    static ControlAddress? OfPath(string text, string path, out string? error)
    {
        error = path.StartsWith('/') && Encoding.UTF8.GetByteCount(path) <= EndpointPlan.MaxUnixPath ? null : $"\"{text}\": the path is not absolute, or too long for a socket";
        return error is null ? new ControlAddress(text, "", 0, new UnixDomainSocketEndPoint(path)) : null;
    }
}
