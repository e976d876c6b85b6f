using Mesh.Contract;

namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>
/// The access log in force: published by one volatile write when the configuration changes, read once per line by workers. What cannot be used
/// leaves the former one in place.
/// </summary>
sealed class AccessLogSwitch(LogWriter writer, Func<string, ILogDestination>? open = null)
{
    readonly Func<string, ILogDestination> open = open ?? Open;
    volatile AccessLogTarget? current;
    AccessLog applied = new();

    /// <summary>Null: off.</summary>
    public AccessLogTarget? Current => current;

    public LogWriter Writer { get; } = writer;

    /// <summary>Empty if the configuration is in force now, else why it is not.</summary>
    public string Apply(AccessLog? configured)
    {
        var wanted = configured ?? new AccessLog();
        if (wanted.Equals(applied))
        {
            return "";
        }

        if (wanted.Path.Length == 0)
        {
            current = null;
            applied = wanted.Clone();
            return "";
        }

        return Replace(wanted);
    }

    /// <summary>After a log rotation (SIGUSR1, as Envoy).</summary>
    public void Reopen()
    {
        if (current is { } target)
        {
            Writer.RequestReopen(target.Destination);
        }
    }

    string Replace(AccessLog wanted)
    {
        if (AccessLogFormat.TryParse(wanted.Encoding, wanted.Format, out var error) is not { } format)
        {
            return $"access log format: {error}";
        }

        try
        {
            var destination = wanted.Path == applied.Path && current is { } kept ? kept.Destination : open(wanted.Path);
            current = new AccessLogTarget(format, destination);
            applied = wanted.Clone();
            return "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"access log path {wanted.Path}: {exception.Message}";
        }
    }

    /// <summary>The standard streams are taken as they are: /dev/stdout cannot be opened when it is a socket.</summary>
    static ILogDestination Open(string path) => path switch
    {
        "/dev/stdout" => new StreamDestination(Console.OpenStandardOutput()),
        "/dev/stderr" => new StreamDestination(Console.OpenStandardError()),
        _ => new FileDestination(path),
    };
}
