using Mesh.Iptables;
using Mesh.Iptables.Applying;
using Mesh.Iptables.Host;
using Mesh.Iptables.Options;

var commandLine = new CommandLine(given => new CaptureProgram(
    new OptionSource(given, Environment.GetEnvironmentVariable),
    new PosixAccounts(),
    new CommandRunner(),
    Console.Out,
    Console.Error).Run());
return commandLine.Invoke(args, Console.Out, Console.Error);
