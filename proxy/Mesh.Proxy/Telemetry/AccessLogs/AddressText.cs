namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>The parts of "10.0.0.1:80" and "[::1]:80". What has no port (a Unix socket's path) is all host.</summary>
static class AddressText
{
    public static ReadOnlySpan<char> Host(ReadOnlySpan<char> address)
    {
        var colon = PortColon(address);
        return colon < 0 ? address : address[..colon].Trim("[]");
    }

    public static ReadOnlySpan<char> Port(ReadOnlySpan<char> address)
    {
        var colon = PortColon(address);
        return colon < 0 ? default : address[(colon + 1)..];
    }

    static int PortColon(ReadOnlySpan<char> address) => address.StartsWith('/') ? -1 : address.LastIndexOf(':');
}
