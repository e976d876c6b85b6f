using System.CommandLine;
using System.Reflection;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Proxy.Hosting;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Telemetry;
using Mesh.Testing.Files;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Docs;

/// <summary>What operators read at 3 am is complete: a flag or a fault that no page mentions does not pass.</summary>
public class DocsTests
{
    static readonly Command Run = new RunCommand().Create(_ => 0);

    static string Page(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", name));

    static IEnumerable<Fault> Faults() =>
    [
        .. typeof(FaultTable).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Select(field => field.GetValue(null)).OfType<Fault>(),
        .. Enum.GetValues<Http1Error>().Where(error => error != Http1Error.None).Select(FaultTable.Of),
        .. Enum.GetValues<TransportError>().Select(FaultTable.Of),
    ];

    [Fact]
    public void Every_flag_of_run_is_in_proxy_md()
    {
        var page = Page("proxy.md");
        Assert.NotEmpty(Run.Options);
        Assert.All(Run.Options, option => Assert.Contains($"`{option.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_default_of_a_flag_with_its_own_row_in_proxy_md_is_true()
    {
        var rows = Page("proxy.md").Split('\n').Where(line => line.StartsWith("| `--", StringComparison.Ordinal)).Select(line => line.Split('|')).ToList();
        string[] named = ["--outbound-listen", "--inbound-listen", "--admin", "--agent", "--health", "--metrics", "--request-head-timeout", "--idle-timeout",
            "--stream-idle-timeout", "--http2-stall-timeout", "--detection-timeout", "--drain-duration", "--pod-dir"];
        foreach (var name in named)
        {
            var option = Assert.Single(Run.Options, option => option.Name == name);
            var row = Assert.Single(rows, row => row[1].Trim() == $"`{name}`");
            Assert.Contains($"`{option.GetDefaultValue()}`", row[2], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_fault_is_in_troubleshooting_md()
    {
        // A bar within a table's cell is escaped.
        var page = Page("troubleshooting.md").Replace("\\|", "|", StringComparison.Ordinal);
        var details = Faults().Select(fault => fault.Details).Distinct().ToList();
        Assert.True(details.Count > 50);
        Assert.All(details, detail => Assert.Contains($"`{detail}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kind_of_http2_abuse_is_in_troubleshooting_md()
    {
        var page = Page("troubleshooting.md");
        Assert.All(Enum.GetValues<Http2Abuse>(), kind => Assert.Contains($"`{Http2AbuseNames.Of(kind)}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_flag_and_status_of_a_fault_stands_in_the_row_of_its_details()
    {
        string flag = "", status = "";
        var rows = new HashSet<(string Details, string Flag, string Status)>();
        foreach (var cells in Page("troubleshooting.md").Replace("\\|", "¦", StringComparison.Ordinal).Split('\n')
            .Where(line => line.StartsWith('|')).Select(line => line.Split('|')).Where(cells => cells.Length == 7))
        {
            // An empty cell repeats the one above.
            flag = cells[1].Trim() is { Length: > 0 } newFlag ? newFlag.Trim('`') : flag;
            status = cells[2].Trim() is { Length: > 0 } newStatus ? newStatus : status;
            rows.Add((cells[3].Trim().Trim('`').Replace('¦', '|'), flag, status));
        }

        var table = Faults().Where(fault => fault.Flags != ResponseFlags.DownstreamProtocolError || fault == FaultTable.LowVersion);
        Assert.All(table, fault => Assert.Contains(rows, row =>
            row.Details.StartsWith(fault.Details, StringComparison.Ordinal)
            && row.Flag == ResponseFlagNames.Text(fault.Flags)
            && (row.Status == fault.Response.Status.ToString() || row.Status == "as sent")));
    }

    [Fact]
    public void Every_refusal_stands_in_the_row_of_its_status()
    {
        var status = "";
        var rows = new List<(string Status, string Details)>();
        foreach (var cells in Page("troubleshooting.md").Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Split('|')).Where(cells => cells.Length == 4))
        {
            status = cells[1].Trim() is { Length: > 0 } text ? text : status;
            rows.Add((status, cells[2]));
        }

        foreach (var error in Enum.GetValues<Http1Error>().Where(error => error is not (Http1Error.None or Http1Error.InvalidStatusLine or Http1Error.InvalidStatusCode)))
        {
            Assert.Contains(rows, row => row.Status == $"{Http1Errors.StatusOf(error)}" && row.Details.Contains($"`{Http1Errors.DetailsOf(error)}`", StringComparison.Ordinal));
        }
    }
}
