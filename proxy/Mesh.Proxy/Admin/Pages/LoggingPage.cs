using System.Text;
using Mesh.Proxy.Telemetry.Logging;

namespace Mesh.Proxy.Admin.Pages;

/// <summary>/logging: GET lists the levels; POST ?level=LEVEL sets all, ?AREA=LEVEL sets one, ?paths=AREA:LEVEL,AREA:LEVEL several.</summary>
static class LoggingPage
{
    public static AdminPage Page() => new("/logging", "log levels; POST ?level=debug or ?http=trace or ?paths=http:debug,admin:off", Answer) { MayChange = true };

    static AdminResponse Answer(AdminRequest request)
    {
        if (request.Method != "POST")
        {
            return request.Query.Count == 0 ? List() : AdminResponse.Text(400, "levels are changed with POST\n");
        }

        var changes = new List<(LogArea? Area, LogLevel Level)>();
        foreach (var (key, value) in request.Query)
        {
            if (Read(key, value, changes) is { Length: > 0 } error)
            {
                return AdminResponse.Text(400, error);
            }
        }

        changes.ForEach(Apply);
        return List();
    }

    /// <summary>Empty, or what is wrong; nothing is changed unless all of it is right.</summary>
    static string Read(string key, string value, List<(LogArea? Area, LogLevel Level)> changes)
    {
        if (key == "paths")
        {
            return value.Split(',').Select(pair => pair.Split(':', 2)).Select(pair => Read(pair[0], pair.ElementAtOrDefault(1) ?? "", changes))
                .FirstOrDefault(error => error.Length > 0) ?? "";
        }

        if (!TryParse<LogLevel>(value, out var level))
        {
            return $"\"{value}\" is no level: {Names<LogLevel>()}\n";
        }

        if (key == "level")
        {
            changes.Add((null, level));
            return "";
        }

        if (!TryParse<LogArea>(key, out var area))
        {
            return $"\"{key}\" is no area: {Names<LogArea>()}\n";
        }

        changes.Add((area, level));
        return "";
    }

    static void Apply((LogArea? Area, LogLevel Level) change)
    {
        if (change.Area is { } area)
        {
            Log.SetLevel(area, change.Level);
        }
        else
        {
            Log.SetLevel(change.Level);
        }
    }

    static AdminResponse List()
    {
        var text = new StringBuilder("active loggers:\n");
        foreach (var area in Enum.GetValues<LogArea>())
        {
            text.Append("  ").Append(Name(area)).Append(": ").Append(Name(Log.LevelOf(area))).Append('\n');
        }

        return AdminResponse.Text(200, text.ToString());
    }

    /// <summary>Names only: Enum.TryParse would take numbers too.</summary>
    static bool TryParse<T>(string name, out T value)
        where T : struct, Enum =>
        Enum.TryParse(name, ignoreCase: true, out value) && Name(value) == name.ToLowerInvariant();

    static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Name));
}
