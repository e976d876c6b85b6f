using System.Text.RegularExpressions;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>One access-log line in Istio's default text format (7.15).</summary>
public sealed partial record AccessLogLine
{
    required public string Method { get; init; }

    /// <summary>The path the client asked for.</summary>
    required public string Path { get; init; }

    required public string Protocol { get; init; }

    required public int Code { get; init; }

    required public string Flags { get; init; }

    required public string Details { get; init; }

    required public long BytesReceived { get; init; }

    required public long BytesSent { get; init; }

    required public string RequestId { get; init; }

    required public string Authority { get; init; }

    required public string UpstreamHost { get; init; }

    required public string UpstreamCluster { get; init; }

    required public string UpstreamLocalAddress { get; init; }

    required public string DownstreamLocalAddress { get; init; }

    required public string DownstreamRemoteAddress { get; init; }

    required public string RequestedServerName { get; init; }

    required public string RouteName { get; init; }

    /// <summary>Null where the line is none of the access log.</summary>
    public static AccessLogLine? TryParse(string line)
    {
        var match = Format().Match(line);
        return match.Success ? Read(match.Groups) : null;
    }

    static AccessLogLine Read(GroupCollection fields) => new()
    {
        Method = fields["method"].Value,
        Path = fields["path"].Value,
        Protocol = fields["protocol"].Value,
        Code = int.Parse(fields["code"].Value),
        Flags = fields["flags"].Value,
        Details = fields["details"].Value,
        BytesReceived = long.Parse(fields["received"].Value),
        BytesSent = long.Parse(fields["sent"].Value),
        RequestId = fields["id"].Value,
        Authority = fields["authority"].Value,
        UpstreamHost = fields["host"].Value,
        UpstreamCluster = fields["cluster"].Value,
        UpstreamLocalAddress = fields["upstreamlocal"].Value,
        DownstreamLocalAddress = fields["local"].Value,
        DownstreamRemoteAddress = fields["remote"].Value,
        RequestedServerName = fields["sni"].Value,
        RouteName = fields["route"].Value,
    };

    [GeneratedRegex(
        """
        ^\[(?<start>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\] "(?<method>\S+) (?<path>[^"]*) (?<protocol>\S+)" (?<code>\d+) (?<flags>\S+) (?<details>\S+) (?<termination>\S+) "(?<failure>[^"]*)" (?<received>\d+) (?<sent>\d+) (?<duration>\d+) (?<service>\S+) "(?<forwarded>[^"]*)" "(?<agent>([^"\\]|\\.)*)" "(?<id>[^"]*)" "(?<authority>[^"]*)" "(?<host>[^"]*)" (?<cluster>\S+) (?<upstreamlocal>\S+) (?<local>\S+) (?<remote>\S+) (?<sni>\S+) (?<route>\S+)$
        """)]
    private static partial Regex Format();
}
