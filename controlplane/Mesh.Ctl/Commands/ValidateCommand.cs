using System.CommandLine;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Validation;

namespace Mesh.Ctl.Commands;

/// <summary><c>validate</c>: every finding about files, each by itself and, for a directory, between them.</summary>
sealed class ValidateCommand
{
    const int Invalid = 1;

    readonly Option<string[]> files = new("--filename", "-f")
    {
        Description = "YAML file or directory tree. May be repeated.", Required = true, HelpName = "FILE|DIR",
    };

    readonly Option<bool> strict = new("--strict") { Description = "Exit with 1 for warnings too." };

    public static Command Create()
    {
        var self = new ValidateCommand();
        var command = new Command("validate", "Check Istio and Kubernetes resources. Exits with 1 when there are errors.");
        command.Options.Add(self.files);
        command.Options.Add(self.strict);
        command.SetAction(self.Run);
        return command;
    }

    int Run(ParseResult result)
    {
        var findings = result.GetRequiredValue(files).SelectMany(Check).ToList();
        var output = result.InvocationConfiguration.Output;
        foreach (var finding in findings)
            output.WriteLine(finding);
        var errors = findings.Count(finding => finding.Severity == DiagnosticSeverity.Error);
        var warnings = findings.Count(finding => finding.Severity == DiagnosticSeverity.Warning);
        output.WriteLine($"{errors} errors, {warnings} warnings");
        return errors > 0 || (warnings > 0 && result.GetValue(strict)) ? Invalid : 0;
    }

    static IEnumerable<Diagnostic> Check(string path)
    {
        if (Directory.Exists(path))
            return CheckDirectory(path);
        return ConfigDirectory.ReadFile(path).SelectMany(read => read.Diagnostics);
    }

    // What resources say of each other can only be judged when all of them are there.
    static IEnumerable<Diagnostic> CheckDirectory(string path)
    {
        var set = new ResourceStore().Apply(new ConfigDirectory(path).Scan());
        return set.Diagnostics.Concat(new MeshCompiler(set.All, set.Mesh, new CompilerMemory()).Diagnostics);
    }
}
