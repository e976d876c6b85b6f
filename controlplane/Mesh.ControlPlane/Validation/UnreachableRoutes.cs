using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Routes behind a catch-all: first match wins, so they are never used (IST0130).</summary>
static class UnreachableRoutes
{
    public static void Warn(Findings findings, VirtualService service)
    {
        After(findings, "spec.http", service.Http, route => route.Match.Count == 0);
        After(findings, "spec.tcp", service.Tcp, route => route.Match.Count == 0);
    }

    static void After<T>(Findings findings, string at, IReadOnlyList<T> routes, Func<T, bool> catchesAll)
    {
        var first = routes.TakeWhile(route => !catchesAll(route)).Count();
        for (var i = first + 1; i < routes.Count; i++)
        {
            findings.Warning($"{at}[{i}]", $"is never used, {at}[{first}] before it matches everything");
        }
    }
}
