using System.Globalization;

namespace Mesh.Proxy.Identity;

/// <summary>How many workers to run (5.28, 11.9).</summary>
static class Concurrency
{
    /// <summary>More than this is a mistake, not a machine.</summary>
    const int Max = 1024;

    /// <param name="flag">--workers: 0 means all cores; null: not given, then ISTIO_CPU_LIMIT, then the cgroup's quota, then all cores.</param>
    /// <param name="cores">Cores this process may run on.</param>
    /// <exception cref="NodeIdentityException">A given number makes no sense.</exception>
    public static int Workers(int? flag, int cores, NodeEnvironment environment)
    {
        if (flag is { } given)
        {
            return given switch
            {
                < 0 or > Max => throw new NodeIdentityException($"--workers {given}: not a number from 0 to {Max}"),
                0 => cores,
                _ => given,
            };
        }

        var limit = Variable(environment) ?? CgroupCpuLimit.Read(environment.ReadFile);
        return limit is { } cpus and > 0 ? Math.Clamp((int)Math.Ceiling(cpus), 1, cores) : cores;
    }

    /// <summary>The injector sets it from limits.cpu, rounded up by the downward API's divisor.</summary>
    static double? Variable(NodeEnvironment environment)
    {
        if (environment.Variable("ISTIO_CPU_LIMIT") is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus)
            ? cpus
            : throw new NodeIdentityException($"ISTIO_CPU_LIMIT {text}: not a number of CPUs");
    }
}
