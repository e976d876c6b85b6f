// Targets: Demo, Test, Publish (default), Bench, Clean, Lock. `./build.sh` is the front door; it installs what these need.

using System.Xml.Linq;

var target = Argument("target", "Publish");
var filter = Argument("filter", "");
var binaries = MakeAbsolute(Directory("artifacts/bin"));
var results = MakeAbsolute(Directory("artifacts/test"));

// name of the binary -> project
var programs = new (string Binary, string Project)[]
{
    ("mesh-proxy", "proxy/Mesh.Proxy"),
    ("mesh-control", "controlplane/Mesh.ControlPlane"),
    ("mesh-iptables", "iptables/Mesh.Iptables"),
    ("meshctl", "controlplane/Mesh.Ctl"),
};

// Fast ones first: a broken parser is said before ten minutes of end-to-end tests.
var testProjects = new[]
{
    "Mesh.Contract.Tests", "Mesh.Protocols.Tests", "Mesh.Iptables.Tests", "Mesh.Transport.Tests",
    "Mesh.ControlPlane.Tests", "Mesh.Proxy.Tests", "Mesh.Fuzz", "Mesh.EndToEnd.Tests",
};

void Run(string command, string arguments, string what)
{
    var exit = StartProcess(command, new ProcessSettings { Arguments = arguments });
    if (exit != 0)
    {
        throw new CakeException(exit, $"{what} failed (exit code {exit}): {command} {arguments}");
    }
}

void PublishNative(string binary, string project, DirectoryPath into)
{
    Console.WriteLine($"publish {binary} (native, about half a minute when it changed)");
    var staging = $"artifacts/publish/{binary}";
    Run("dotnet", $"publish {project} -c Release -r linux-x64 -o {staging} -v quiet", $"publishing {binary}");
    EnsureDirectoryExists(into);
    // Renamed into place: a program that is running keeps its file, and nobody ever starts half of one.
    var temporary = into.CombineWithFilePath(binary + ".new").FullPath;
    CopyFile($"{staging}/{binary}", temporary);
    System.IO.File.Move(temporary, into.CombineWithFilePath(binary).FullPath, overwrite: true);
}

Task("Publish").Does(() =>
{
    foreach (var (binary, project) in programs)
    {
        PublishNative(binary, project, binaries);
    }

    foreach (var (binary, _) in programs)
    {
        Console.WriteLine($"  artifacts/bin/{binary,-14} {FileSize(binaries.CombineWithFilePath(binary)) / 1024.0 / 1024.0,5:F1} MB");
    }
});

Task("Samples").Does(() => PublishNative("mesh-echo", "samples/echo", MakeAbsolute(Directory("artifacts/samples"))));

Task("Demo")
    .IsDependentOn("Publish")
    .IsDependentOn("Samples")
    .Does(() => Run("bash", "samples/reviews/demo.sh", "the demo"));

Task("Test")
    .IsDependentOn("Publish")
    .IsDependentOn("Samples")
    .Does(() =>
{
    EnsureDirectoryExists(results);
    CleanDirectory(results);
    Console.WriteLine("build tests");
    Run("dotnet", "build Mesh.sln -c Release -v quiet -clp:ErrorsOnly", "the build");
    int passed = 0, failed = 0, skipped = 0;
    var broken = new List<string>();
    foreach (var project in testProjects.Where(p => p.Contains(filter, StringComparison.OrdinalIgnoreCase)))
    {
        Console.WriteLine($"test {project}");
        var report = results.CombineWithFilePath(project + ".xml");
        var exit = StartProcess("dotnet", new ProcessSettings
        {
            Arguments = $"tests/{project}/bin/Release/net10.0/{project}.dll -noLogo -noColor -result-xml {report}",
        });
        if (!FileExists(report))
        {
            broken.Add($"{project} ended with exit code {exit} before it could report");
            continue;
        }

        foreach (var assembly in XDocument.Load(report.FullPath).Root.Elements("assembly"))
        {
            passed += (int)assembly.Attribute("passed");
            failed += (int)assembly.Attribute("failed") + (int)assembly.Attribute("errors");
            skipped += (int)assembly.Attribute("skipped");
        }
    }

    // A suite that could not even report counts as a failure, never as silence.
    failed += broken.Count;
    broken.ForEach(line => Error(line));
    // build.sh prints it, after Cake's own summary, as the last line.
    System.IO.File.WriteAllText(results.CombineWithFilePath("summary").FullPath, $"{passed} passed, {failed} failed, {skipped} skipped\n");
    if (failed > 0 || passed == 0)
    {
        Environment.Exit(1);
    }
});

Task("Bench").Does(() =>
{
    if (HasArgument("peers"))
    {
        foreach (var (binary, project) in programs.Take(2))
        {
            PublishNative(binary, project, binaries);
        }

        Run("bash", "bench/peers/run.sh", "the benchmark");
        return;
    }

    Run("dotnet", "run -c Release --project bench/Mesh.Benchmarks -- --filter *", "the micro benchmarks");
});

Task("Clean").Does(() =>
{
    foreach (var directory in GetDirectories("./**/bin") + GetDirectories("./**/obj") + GetDirectories("./artifacts"))
    {
        if (DirectoryExists(directory))
        {
            DeleteDirectory(directory, new DeleteDirectorySettings { Recursive = true, Force = true });
        }
    }
});

Task("Lock").Does(() => Run("dotnet", "restore Mesh.sln -p:MeshUpdateLocks=true --force-evaluate", "the restore"));

RunTarget(target);
