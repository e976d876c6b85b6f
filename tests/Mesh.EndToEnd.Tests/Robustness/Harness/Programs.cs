using Mesh.Testing.Files;
using Xunit;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>The native programs. A checkout without them skips what needs them; CI must have them.</summary>
static class Programs
{
    public static string Proxy => Require("mesh-proxy");

    public static string Control => Require("mesh-control");

    /// <summary>A tool of the system, such as wrk; null where it is not installed.</summary>
    public static string? Tool(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    static string Require(string name)
    {
        var path = Repository.Program(name);
        if (path is null)
        {
            var why = $"artifacts/bin/{name} is not there: run ./build.sh publish";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Fail(why);
        }

        return path;
    }
}
