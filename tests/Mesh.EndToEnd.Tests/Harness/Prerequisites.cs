using Mesh.Testing.Files;
using Mesh.Testing.Netns;
using Xunit;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>What these tests need of the machine: root, namespaces, iptables, curl and the published native programs.</summary>
public static class Prerequisites
{
    static readonly string[] Programs = ["mesh-proxy", "mesh-control", "mesh-iptables", "meshctl", "mesh-echo"];

    /// <summary>Why the tests cannot run here, or null.</summary>
    public static string? Missing { get; } = NetworkNamespace.Unavailable ?? MissingCurl() ?? MissingProgram();

    /// <summary>First line of every test class's constructor: skips with the reason. Where CI says that programs were built, a missing one is a failure.</summary>
    public static void Require()
    {
        if (Missing is not { } reason)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true" && reason == MissingProgram())
        {
            throw new InvalidOperationException($"CI=true, but {reason}");
        }

        Assert.Skip(reason);
    }

    static string? MissingCurl() => File.Exists("/usr/bin/curl") ? null : "needs curl";

    static string? MissingProgram() =>
        Programs.FirstOrDefault(name => Repository.Program(name) is null) is { } missing ? $"needs {missing}: run ./build.sh publish" : null;
}
