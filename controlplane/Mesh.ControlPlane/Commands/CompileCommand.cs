using System.CommandLine;
using System.Text.Json;
using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Commands;

/// <summary><c>compile</c>: what one proxy would run, as the file it can start from, or as JSON to read.</summary>
sealed class CompileCommand
{
    const int Failed = 1;

    readonly ConfigOptions config = new();
    readonly NodeOptions node = new();

    readonly Option<string> output = new("--out", "-o")
    {
        Description = "Where to write the snapshot; \"-\" prints it as JSON instead.", Required = true, HelpName = "FILE",
    };

    readonly Option<bool> allowErrors = new("--allow-errors")
    {
        Description = "Compile what is good even though some resources are not; they are left out.",
    };

    public static Command Create()
    {
        var self = new CompileCommand();
        var command = new Command("compile", "Compile the config of one proxy into a snapshot file.");
        self.config.AddTo(command);
        self.node.AddTo(command);
        command.Options.Add(self.output);
        command.Options.Add(self.allowErrors);
        command.SetAction(self.Run);
        return command;
    }

    int Run(ParseResult result)
    {
        if (config.Problem(result) is { } problem)
        {
            result.InvocationConfiguration.Error.WriteLine(problem);
            return Failed;
        }

        var set = new ResourceStore().Apply(config.Read(result).Scan());
        var compiler = new MeshCompiler(set.All, set.Mesh, new CompilerMemory(config.ClusterId(result)));
        var error = result.InvocationConfiguration.Error;
        foreach (var finding in set.Diagnostics.Concat(compiler.Diagnostics))
            error.WriteLine(finding);
        if (set.Diagnostics.Any(finding => finding.Severity == DiagnosticSeverity.Error) && !result.GetValue(allowErrors))
        {
            error.WriteLine("nothing written: there are errors (--allow-errors leaves out what has them)");
            return Failed;
        }

        return Write(result, compiler.Compile(node.Read(result)));
    }

    int Write(ParseResult result, CompiledProxy compiled)
    {
        var path = result.GetRequiredValue(output);
        if (path == "-")
        {
            Print(compiled);
            return 0;
        }

        var snapshot = compiled.ToSet(new GenerationSource(TimeProvider.System).Next()).ToSnapshot(node.Read(result));
        try
        {
            SnapshotFile.Write(path, snapshot);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            result.InvocationConfiguration.Error.WriteLine($"{path}: cannot be written: {e.Message}");
            return Failed;
        }

        result.InvocationConfiguration.Error.WriteLine($"{path}: {snapshot.Resources.Count} resources, generation {snapshot.Generation}");
        return 0;
    }

    static void Print(CompiledProxy compiled)
    {
        using var stdout = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(stdout, new JsonWriterOptions { Indented = true }))
            ConfigDump.Write(json, compiled.ToSet(0).ByKey.Values);
        stdout.WriteByte((byte)'\n');
    }
}
