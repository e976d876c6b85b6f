using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Mesh.Ctl.Commands;

/// <summary><c>proxy-status</c>: which proxies are connected and whether they run what the control plane wants.</summary>
sealed class ProxyStatusCommand
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Option<string> control = new("--control")
    {
        Description = "Monitoring address of the control plane.", DefaultValueFactory = _ => "http://127.0.0.1:15014", HelpName = "URL",
    };

    readonly Option<bool> json = new("--json") { Description = "Print the answer of the control plane as it is." };

    public static Command Create()
    {
        var self = new ProxyStatusCommand();
        var command = new Command("proxy-status", "Show the connected proxies and what they run.");
        command.Aliases.Add("ps");
        command.Options.Add(self.control);
        command.Options.Add(self.json);
        command.SetAction(self.RunAsync);
        return command;
    }

    async Task<int> RunAsync(ParseResult result, CancellationToken cancel)
    {
        var output = result.InvocationConfiguration.Output;
        var address = result.GetRequiredValue(control);
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            var text = await client.GetStringAsync(new Uri(new Uri(address.Contains("://") ? address : $"http://{address}"), "/debug/syncz"), cancel);
            if (result.GetValue(json))
                await output.WriteLineAsync(text);
            else
                Print(output, text);
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException or JsonException)
        {
            await result.InvocationConfiguration.Error.WriteLineAsync($"{address}: {e.Message}");
            return 1;
        }
    }

    static void Print(TextWriter output, string text)
    {
        using var proxies = JsonDocument.Parse(text);
        var table = new Table().Border(TableBorder.None).AddColumns("NODE", "TYPE", "VERSION", "ADDRESS", "STATE", "GENERATION", "REJECTED");
        foreach (var proxy in proxies.RootElement.EnumerateArray())
            table.AddRow(
                Text(proxy, "node"), Text(proxy, "type"), Text(proxy, "version"), Text(proxy, "address"), Text(proxy, "state"),
                proxy.GetProperty("generation_acked").GetUInt64().ToString(), Rejected(proxy));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
            console.Profile.Width = 400;
        console.Write(table);
    }

    static string Rejected(JsonElement proxy) => string.Join("; ", proxy.GetProperty("rejected").EnumerateArray()
        .Select(one => $"{one.GetProperty("kind")} {one.GetProperty("name")}: {one.GetProperty("reason")}")
        .Concat(Oversized(proxy))
        .Select(Markup.Escape));

    // An older control plane does not say.
    static IEnumerable<string> Oversized(JsonElement proxy) => proxy.TryGetProperty("oversized", out var list)
        ? list.EnumerateArray().Select(one => $"{one.GetProperty("kind")} {one.GetProperty("name")}: not sent, {one.GetProperty("bytes")} bytes are too large")
        : [];

    static string Text(JsonElement proxy, string name) => Markup.Escape(proxy.GetProperty(name).GetString() ?? "");
}
