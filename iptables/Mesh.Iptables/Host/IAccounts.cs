namespace Mesh.Iptables.Host;

/// <summary>The users and groups of this host.</summary>
internal interface IAccounts
{
    /// <summary>The uid of a user, or null when there is no such user.</summary>
    uint? FindUser(string name);

    /// <summary>The gid of a group, or null when there is no such group.</summary>
    uint? FindGroup(string name);
}
