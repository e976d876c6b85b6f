using System.CommandLine;
using Mesh.ControlPlane.Commands;

namespace Mesh.ControlPlane;

static class Program
{
    static Task<int> Main(string[] args) =>
        new RootCommand("The control plane of the mesh: compiles Istio resources and distributes them to proxies.")
        {
            ServeCommand.Create(), CompileCommand.Create(), VersionCommand.Create("mesh-control"),
        }.Parse(args).InvokeAsync();
}
