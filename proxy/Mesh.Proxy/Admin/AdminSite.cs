using System.Net;
using System.Text;

namespace Mesh.Proxy.Admin;

/// <summary>
/// The pages behind one admin address, and who may ask for what. A browser on the same machine is an attacker's tool: pages that change something must be
/// POSTed, and not from a page of another origin (CSRF); on a guarded site the Host must be an address or localhost, so that a foreign name
/// which was made to resolve to us (DNS rebinding) reads nothing.
/// </summary>
sealed class AdminSite
{
    readonly Dictionary<string, AdminPage> pages;
    readonly bool guardsHost;

    public AdminSite(bool guardsHost, params IEnumerable<AdminPage> pages)
    {
        this.guardsHost = guardsHost;
        this.pages = pages.ToDictionary(page => page.Path, StringComparer.Ordinal);
        if (guardsHost)
        {
            var help = new AdminPage("/help", "this list", _ => AdminResponse.Text(200, Help()));
            this.pages[help.Path] = help;
            this.pages["/"] = help with { Path = "/" };
        }
    }

    public AdminResponse Answer(AdminRequest request)
    {
        if (guardsHost && !IsOwnHost(request.Host))
        {
            return AdminResponse.Text(403, $"Host \"{request.Host}\" is not an address of this proxy.\n");
        }

        if (!pages.TryGetValue(request.Path, out var page))
        {
            return AdminResponse.Text(404, $"There is no {request.Path} here{(guardsHost ? "; see /help" : "")}.\n");
        }

        return Refusal(page, request) ?? page.Answer(request);
    }

    static AdminResponse? Refusal(AdminPage page, AdminRequest request)
    {
        var isPost = request.Method == "POST";
        var allowed = page.Changes ? isPost : request.Method is "GET" or "HEAD" || (page.MayChange && isPost);
        if (!allowed)
        {
            var methods = page.Changes ? "POST" : page.MayChange ? "GET, POST" : "GET";
            return new AdminResponse { Status = 405, Allow = methods, Body = Encoding.UTF8.GetBytes($"{request.Method} is not for {page.Path}: use {methods}.\n") };
        }

        if (page.LocalOnly && !request.IsLocal)
        {
            return AdminResponse.Text(403, "Only from this host.\n");
        }

        return isPost && IsForeign(request) ? AdminResponse.Text(403, $"Origin \"{request.Origin}\" may not change anything here.\n") : null;
    }

    /// <summary>A browser names the page's origin with every POST; other clients do not.</summary>
    static bool IsForeign(AdminRequest request) =>
        request.Origin is { } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host && IsOwnHost(request.Host));

    static bool IsOwnHost(string host)
    {
        var name = host.StartsWith('[') ? host[..(host.IndexOf(']') + 1)] : host.Split(':')[0];
        return name.Length == 0 || name == "localhost" || IPAddress.TryParse(name, out _);
    }

    string Help()
    {
        var text = new StringBuilder("admin commands are:\n");
        foreach (var page in pages.Values.Where(page => page.Path != "/").OrderBy(page => page.Path, StringComparer.Ordinal))
        {
            text.Append("  ").Append(page.Path).Append(": ").Append(page.Help).Append(page.Changes ? " (POST)" : "").Append('\n');
        }

        return text.ToString();
    }
}
