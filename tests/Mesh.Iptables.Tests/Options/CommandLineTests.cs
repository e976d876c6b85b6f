using Mesh.Iptables.Options;

namespace Mesh.Iptables.Tests.Options;

public sealed class CommandLineTests
{
    [Fact]
    public void Help_tells_every_option_with_its_variables_and_default()
    {
        var output = new StringWriter();
        Assert.Equal(0, new CommandLine(_ => 99).Invoke(["--help"], output, TextWriter.Null));
        // Long lines are wrapped at the width of the terminal.
        var help = string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(Flags.All, flag => Assert.Contains(flag.Name is null ? flag.Variables[0] : $"--{flag.Name}", help));
        Assert.All(Flags.All.SelectMany(flag => flag.Variables), variable => Assert.Contains(variable, help));
        Assert.Contains("[env: DROP_INVALID, INVALID_DROP] [default: false]", help);
    }

    [Fact]
    public void Version_is_printed()
    {
        var output = new StringWriter();
        Assert.Equal(0, new CommandLine(_ => 99).Invoke(["--version"], output, TextWriter.Null));
        Assert.Matches(@"^\d+\.\d+\.\d+", output.ToString());
    }

    [Theory]
    [InlineData("--no-such")]
    [InlineData("positional")]
    [InlineData("-b")]
    [InlineData("istio-iptables", "istio-iptables")]
    [InlineData("@/etc/passwd")]
    public void Refuses_what_it_does_not_know(params string[] arguments)
    {
        var error = new StringWriter();
        Assert.Equal(1, new CommandLine(_ => 99).Invoke(arguments, TextWriter.Null, error));
        Assert.StartsWith("error: ", error.ToString());
        Assert.Contains("--help", error.ToString());
        Assert.DoesNotContain("root:", error.ToString());
    }

    [Fact]
    public void The_exit_code_is_the_runs() => Assert.Equal(99, new CommandLine(_ => 99).Invoke([], TextWriter.Null, TextWriter.Null));

    [Fact]
    public void No_two_options_share_a_name_or_variable()
    {
        Assert.Distinct(Flags.All.Where(flag => flag.Name is not null).Select(flag => flag.Name));
        Assert.Distinct(Flags.All.Where(flag => flag.Short is not null).Select(flag => flag.Short));
        Assert.Distinct(Flags.All.SelectMany(flag => flag.Variables));
    }
}
