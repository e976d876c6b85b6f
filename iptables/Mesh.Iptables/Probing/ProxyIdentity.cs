using Mono.Unix.Native;

namespace Mesh.Iptables.Probing;

/// <summary>
/// Takes the proxy's uid for as long as it is not disposed. Rules go by the owner a socket had when it was made, and the
/// probe must look like the proxy: everyone else's loopback traffic is left alone.
/// </summary>
internal readonly struct ProxyIdentity : IDisposable
{
    private readonly uint _original;
    private readonly bool _changed;

    private ProxyIdentity(uint original, bool changed)
    {
        _original = original;
        _changed = changed;
    }

    public static uint Current => Syscall.geteuid();

    /// <summary>Does nothing where this process may not change its uid; the probe then fails unless it runs as the proxy already.</summary>
    public static ProxyIdentity Assume(uint uid)
    {
        var original = Current;
        return new ProxyIdentity(original, original != uid && Syscall.seteuid(uid) == 0);
    }

    public void Dispose()
    {
        if (_changed && Syscall.seteuid(_original) != 0)
        {
            throw new ProbeException($"cannot take back uid {_original} after the probe");
        }
    }
}
