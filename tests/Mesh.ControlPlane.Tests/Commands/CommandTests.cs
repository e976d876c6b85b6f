using System.CommandLine;
using Mesh.Contract;
using Mesh.ControlPlane.Tests.Compiling;
using Xunit;

namespace Mesh.ControlPlane.Tests.Commands;

/// <summary>meshctl as it is typed.</summary>
public sealed class CommandTests
{
    static (int Code, string Out, string Error) Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = Ctl.Program.Root().Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void Compile_writes_a_snapshot_that_reads_back()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("config/a.yaml", Yaml.Service("s") + Yaml.VirtualService("v", "s", "s"));
        var file = directory.File("out.mesh");
        var (code, _, error) = Run("compile", "--config", directory.File("config"), "--node", "web-1.shop", "--labels", "app=web,version=v1", "--ip", "10.0.0.1", "--out", file);
        Assert.True(code == 0, error);
        var reading = SnapshotFile.Read(file);
        Assert.True(reading.IsGood, reading.Error);
        Assert.Equal(4, reading.Content.Resources.Count);
        Assert.Equal(("web-1.shop", "web"), (reading.Content.Node.Id, reading.Content.Node.Labels["app"]));
    }

    [Theory]
    [InlineData(null, "Kubernetes")]
    [InlineData("west", "west")]
    public void Endpoints_are_of_the_cluster_that_is_named(string? clusterId, string expected)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("config/a.yaml", Yaml.Service("s") + """
            apiVersion: v1
            kind: Pod
            metadata: {name: s-1, namespace: default, labels: {app: s}}
            spec: {containers: [{name: c, image: i}]}
            status: {podIP: 10.0.0.1}
            """);
        var file = directory.File("out.mesh");
        string[] args = ["compile", "--config", directory.File("config"), "--node", "a.default", "--out", file];
        Assert.Equal(0, Run(clusterId is null ? args : [.. args, "--cluster-id", clusterId]).Code);
        var endpoints = SnapshotFile.Read(file).Content!.Resources.Single(resource => resource.Kind == Kind.Endpoints);
        Assert.Equal(expected, Endpoints.Parser.ParseFrom(endpoints.Body).Endpoints_[0].Workload.Cluster);
    }

    [Fact]
    public void Compile_refuses_errors_unless_they_are_allowed()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("config/a.yaml", Yaml.Service("s") + Yaml.VirtualService("v", "'bad_host!'", "s"));
        var file = directory.File("out.mesh");
        string[] args = ["compile", "--config", directory.File("config"), "--node", "a.default", "--out", file];
        var refused = Run(args);
        Assert.Equal(1, refused.Code);
        Assert.Contains("VirtualService default/v", refused.Error);
        Assert.False(File.Exists(file));

        Assert.Equal(0, Run([.. args, "--allow-errors"]).Code);
        Assert.Equal(3, SnapshotFile.Read(file).Content!.Resources.Count);
    }

    [Theory]
    [InlineData("compile --config x --out y", "--node")]
    [InlineData("compile --config x --out y --node a --ip nonsense", "no IP address")]
    [InlineData("compile --config x --out y --node a --labels nonsense", "not KEY=VALUE")]
    [InlineData("compile --config x --out y --node a --type other", "other")]
    [InlineData("validate", "--filename")]
    [InlineData("nonsense", "nonsense")]
    public void What_is_wrong_with_flags_is_said(string line, string expected)
    {
        var (code, _, error) = Run(line.Split(' '));
        Assert.NotEqual(0, code);
        Assert.Contains(expected, error);
    }

    [Fact]
    public void Validate_prints_findings_and_judges_by_the_exit_code()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("good.yaml", Yaml.Service("s"));
        Assert.Equal((0, "0 errors, 0 warnings\n"), (Run("validate", "-f", directory.Path).Code, Run("validate", "-f", directory.Path).Out));

        directory.Write("warn.yaml", Yaml.VirtualService("v", "s", "missing"));
        var warned = Run("validate", "-f", directory.Path);
        Assert.Equal(0, warned.Code);
        Assert.Contains("there is no service missing.default.svc.cluster.local", warned.Out);
        Assert.Equal(1, Run("validate", "-f", directory.Path, "--strict").Code);

        directory.Write("bad.yaml", "kind: [");
        Assert.Equal(1, Run("validate", "-f", directory.File("bad.yaml")).Code);
        Assert.Equal(1, Run("validate", "-f", directory.File("none.yaml")).Code);
    }

    [Fact]
    public void Compile_wants_a_directory()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("a.yaml", Yaml.Service("s"));
        var file = Run("compile", "--config", directory.File("a.yaml"), "--node", "a.default", "--out", directory.File("out.mesh"));
        Assert.Equal((1, $"--config: {directory.File("a.yaml")} is a file, a directory is wanted\n"), (file.Code, file.Error));
        var missing = Run("compile", "--config", directory.File("none"), "--node", "a.default", "--out", directory.File("out.mesh"));
        Assert.Equal((1, $"--config: {directory.File("none")} does not exist or cannot be reached\n"), (missing.Code, missing.Error));
    }

    [Fact]
    public void Proxy_status_says_when_there_is_no_control_plane()
    {
        var (code, _, error) = Run("ps", "--control", "127.0.0.1:1");
        Assert.Equal(1, code);
        Assert.Contains("127.0.0.1:1", error);
    }

    [Fact]
    public void Every_command_and_flag_is_explained()
    {
        foreach (var command in Ctl.Program.Root().Subcommands.Append(ControlPlane.Commands.ServeCommand.Create()))
        {
            Assert.False(string.IsNullOrEmpty(command.Description), command.Name);
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{command.Name} {option.Name}"));
        }
    }
}
