using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Hosting;

/// <summary>sd_notify(3): tells systemd of Type=notify units what state the process is in. Does nothing elsewhere.</summary>
static class SystemdNotifier
{
    public static void Ready() => Notify("READY=1");

    public static void Stopping() => Notify("STOPPING=1");

    static void Notify(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // '@' stands for the zero byte of an abstract name.
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
        }
        catch (SocketException)
        {
            // The supervisor is not there any more: traffic matters more than telling it.
        }
    }
}
