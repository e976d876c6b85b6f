using Mesh.Iptables.Options;

namespace Mesh.Iptables.Tests.Options;

/// <summary>Options as a user gives them: through the real command line and an environment of the test's own.</summary>
static class Given
{
    public static CaptureOptions Options(params string[] arguments) => Options([], arguments);

    /// <param name="environment">Variables as NAME=value.</param>
    public static CaptureOptions Options(string[] environment, string[] arguments)
    {
        CaptureOptions? options = null;
        var error = new StringWriter();
        var commandLine = new CommandLine(given =>
        {
            options = new OptionReader(new OptionSource(given, name => Lookup(environment, name)), new FakeAccounts()).Read();
            return 0;
        });
        var exitCode = commandLine.Invoke(arguments, TextWriter.Null, error);
        Assert.True(options is not null, $"exit code {exitCode}: {error}");
        return options;
    }

    public static string? Lookup(string[] environment, string name) =>
        environment.Select(entry => entry.Split('=', 2)).LastOrDefault(entry => entry[0] == name)?[1];
}
