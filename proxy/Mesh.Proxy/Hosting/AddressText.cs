using System.Globalization;
using System.Net;

namespace Mesh.Proxy.Hosting;

/// <summary>Addresses on the command line.</summary>
static class AddressText
{
    /// <exception cref="FormatException">With the option's name.</exception>
    public static IPEndPoint Parse(string text, string option) =>
        text.Contains(':') && IPEndPoint.TryParse(text, out var address) ? address : throw new FormatException($"{option} {text}: not of the form ADDR:PORT");

    /// <summary>"127.0.0.1:16001=80"</summary>
    public static (IPEndPoint Listen, int ServicePort) ParsePortPair(string text)
    {
        var parts = text.Split('=');
        return parts.Length == 2 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? (Parse(parts[0], "--listen-http"), port)
            : throw new FormatException($"--listen-http {text}: not of the form ADDR:PORT=SERVICE_PORT");
    }

    /// <summary>"127.0.0.1:16006=127.0.0.1:8080"</summary>
    public static (IPEndPoint Listen, IPEndPoint Application) ParsePair(string text)
    {
        var parts = text.Split('=');
        return parts.Length == 2
            ? (Parse(parts[0], "--inbound-forward"), Parse(parts[1], "--inbound-forward"))
            : throw new FormatException($"--inbound-forward {text}: not of the form ADDR:PORT=APP_ADDR:APP_PORT");
    }
}
