using Mono.Unix.Native;

namespace Mesh.Iptables.Host;

/// <summary>
/// Looks in the local files first and only then asks the C library, whose name services may call out to the network:
/// from a pod whose network is half built such a call hangs (LDAP, systemd-homed).
/// </summary>
internal sealed class PosixAccounts : IAccounts
{
    public uint? FindUser(string name) => AccountFile.Find("/etc/passwd", name) ?? Ask(() => Syscall.getpwnam(name)?.pw_uid);

    public uint? FindGroup(string name) => AccountFile.Find("/etc/group", name) ?? Ask(() => Syscall.getgrnam(name)?.gr_gid);

    // Mono.Posix keeps these calls in a native library of its own. Where only the program was copied, the files have to do.
    private static uint? Ask(Func<uint?> lookup)
    {
        try
        {
            return lookup();
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            return null;
        }
    }
}
