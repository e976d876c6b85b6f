namespace Mesh.ControlPlane.Validation;

/// <summary>Host names as routes, rules and servers write them. Rules answer null, or what is wrong.</summary>
static class HostSyntax
{
    const int MaxName = 255;

    /// <summary>A fully qualified or short name without wildcard.</summary>
    public static string? Fqdn(string host) => Length(host) ?? Labels(host, host);

    /// <summary>As <see cref="Fqdn"/>, with a wildcard allowed as or in front of the first label.</summary>
    public static string? WildcardDomain(string host)
    {
        if (Length(host) is { } problem)
        {
            return problem;
        }

        var dot = host.IndexOf('.');
        var first = dot < 0 ? host : host[..dot];
        return !IsWildcardLabel(first) ? Invalid(host, first) : dot < 0 ? null : Labels(host, host[(dot + 1)..]);
    }

    /// <summary><c>*.example.com</c> and <c>*</c> are whole wildcards; <c>*-a.example.com</c> is a partial one.</summary>
    public static string? NoPartialWildcard(string host) =>
        host.Contains('*') && host.Length > 1 && !host.StartsWith("*.", StringComparison.Ordinal)
            ? $"must not have a partial wildcard, is \"{host}\""
            : null;

    /// <summary>The name part of a Gateway's or a Sidecar's <c>[ns/]name</c>.</summary>
    public static string? ServerName(string host, bool addressAllowed)
    {
        if (addressAllowed && AddressSyntax.IsIp(host))
        {
            return null;
        }

        return host != "*" && !host.Contains('.')
            ? $"must be fully qualified or *, not a short name, is \"{host}\""
            : WildcardDomain(host) ?? NoPartialWildcard(host);
    }

    static string? Length(string host) => host.Length switch
    {
        0 => "must not be an empty host",
        > MaxName => $"must be at most {MaxName} characters, has {host.Length}",
        _ => null,
    };

    static string? Labels(string host, string rest)
    {
        var labels = rest.Split('.');
        if (labels[^1].Length > 0 && long.TryParse(labels[^1], out _))
        {
            return $"must not end in the all-numeric label \"{labels[^1]}\", is \"{host}\"";
        }

        for (var i = 0; i < labels.Length; i++)
        {
            var root = i == labels.Length - 1 && labels[i].Length == 0;
            if (!root && !NameSyntax.IsLabel(labels[i]))
            {
                return Invalid(host, labels[i]);
            }
        }

        return null;
    }

    static bool IsWildcardLabel(string label) =>
        label == "*" || (label.Length <= NameSyntax.MaxLabel && NameSyntax.IsLabel(TrimWildcard(label)));

    static string TrimWildcard(string label) => label switch
    {
        ['*', '-', .. var rest] => rest,
        ['*', .. var rest] => rest,
        _ => label,
    };

    static string Invalid(string host, string label) => $"must be a host name, is \"{host}\" (label \"{label}\" is invalid)";
}
