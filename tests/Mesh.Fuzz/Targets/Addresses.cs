using Mesh.ControlPlane.Distribution;
using Mesh.Proxy.Config;
using Mesh.Proxy.Hosting;

namespace Mesh.Fuzz.Targets;

/// <summary>Addresses on command lines.</summary>
sealed class Addresses : IFuzzTarget
{
    public IEnumerable<byte[]> Seeds =>
    [
        Bytes.Of("127.0.0.1:15010"), Bytes.Of("[::1]:80"), Bytes.Of(":15010"), Bytes.Of("unix:/run/a.sock"), Bytes.Of("mesh-control:15010"),
        Bytes.Of("127.0.0.1:16006=127.0.0.1:8080"), Bytes.Of("0.0.0.0:80=80"), Bytes.Of("localhost:1"), Bytes.Of("nothing"),
    ];

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words(":", "[", "]", "unix:", "//", "=", "%eth0", "65535", "65536", "-1", "::", "0x1", "localhost");

    public int MaxLength => 300;

    public int Run(byte[] input)
    {
        var text = Bytes.Latin1(input);
        var listen = ListenAddress.Parse(text, out var error);
        Check.Equal(listen is null, error.Length > 0, "a reason comes with what is refused, and only with it");
        if (listen is not null)
        {
            Check.Equal(listen, ListenAddress.Parse($"{listen}", out _), "an address reads as it is written");
        }

        var control = ControlAddress.TryParse(text, out var reason);
        Check.Equal(control is null, reason is not null, "a reason comes with what is refused, and only with it");
        return HashCode.Combine(listen is null, listen?.Path is null, control is null, Refused(() => AddressText.ParsePair(text)), Refused(() => AddressText.ParsePortPair(text)));
    }

    static bool Refused<T>(Func<T> parse)
    {
        try
        {
            parse();
            return false;
        }
        catch (FormatException)
        {
            return true;
        }
    }
}
