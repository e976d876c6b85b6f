namespace Mesh.Proxy.Admin;

/// <summary>One path of an admin server.</summary>
/// <param name="Path">Exact.</param>
/// <param name="Help">One line for /help.</param>
/// <param name="Answer">Runs on admin's loop and returns at once.</param>
sealed record AdminPage(string Path, string Help, Func<AdminRequest, AdminResponse> Answer)
{
    /// <summary>True: changes something, so it must be POSTed.</summary>
    public bool Changes { get; init; }

    /// <summary>True: as <see cref="Changes"/> when it is POSTed, and may be read with GET too.</summary>
    public bool MayChange { get; init; }

    /// <summary>True: only for callers on this host (or in this pod).</summary>
    public bool LocalOnly { get; init; }
}
