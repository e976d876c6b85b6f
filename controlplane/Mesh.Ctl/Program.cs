using System.CommandLine;
using Mesh.ControlPlane.Commands;
using Mesh.Ctl.Commands;

namespace Mesh.Ctl;

static class Program
{
    static Task<int> Main(string[] args) => Root().Parse(args).InvokeAsync();

    internal static RootCommand Root() => new("Looks at the mesh and at its configuration.")
    {
        ValidateCommand.Create(), CompileCommand.Create(), ProxyStatusCommand.Create(), VersionCommand.Create("meshctl"),
    };
}
