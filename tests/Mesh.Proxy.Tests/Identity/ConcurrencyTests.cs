using Mesh.Proxy.Identity;
using Xunit;

namespace Mesh.Proxy.Tests.Identity;

public sealed class ConcurrencyTests
{
    [Theory]
    [InlineData(null, "max 100000", 8)]
    [InlineData(null, "150000 100000", 2)]
    [InlineData(null, "50000 100000", 1)]
    [InlineData(null, "1600000 100000", 8)]
    [InlineData(null, "garbage", 8)]
    [InlineData(null, "0 0", 8)]
    [InlineData(3, "100000 100000", 3)]
    [InlineData(0, "100000 100000", 8)]
    public void Workers_follow_the_unified_quota_unless_a_flag_says_otherwise(int? flag, string cpuMax, int workers) =>
        Assert.Equal(workers, Concurrency.Workers(flag, 8, With([], ("/proc/self/cgroup", "0::/\n"), ("/sys/fs/cgroup/cpu.max", cpuMax + "\n"))));

    [Fact]
    public void The_smallest_quota_on_the_way_to_the_root_counts() => Assert.Equal(
        2,
        Concurrency.Workers(null, 8, With(
            [],
            ("/proc/self/cgroup", "0::/kubepods/pod1/c1\n"),
            ("/sys/fs/cgroup/kubepods/cpu.max", "600000 100000"),
            ("/sys/fs/cgroup/kubepods/pod1/cpu.max", "200000 100000"),
            ("/sys/fs/cgroup/kubepods/pod1/c1/cpu.max", "max 100000"))));

    [Theory]
    [InlineData("250000", 3)]
    [InlineData("-1", 8)]
    public void Workers_follow_the_legacy_quota(string quota, int workers) => Assert.Equal(
        workers,
        Concurrency.Workers(null, 8, With(
            [],
            ("/proc/self/cgroup", "12:memory:/x\n4:cpu,cpuacct:/docker/abc\n"),
            ("/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us", quota + "\n"),
            ("/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us", "100000\n"))));

    [Theory]
    [InlineData("2", 2)]
    [InlineData("1.5", 2)]
    [InlineData("0", 8)]
    [InlineData("64", 8)]
    public void The_injectors_limit_comes_before_the_cgroup(string limit, int workers) => Assert.Equal(
        workers,
        Concurrency.Workers(null, 8, With([("ISTIO_CPU_LIMIT", limit)], ("/proc/self/cgroup", "0::/\n"), ("/sys/fs/cgroup/cpu.max", "100000 100000"))));

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Contains("--workers -1", Assert.Throws<NodeIdentityException>(() => Concurrency.Workers(-1, 8, With([]))).Message);
        Assert.Contains("ISTIO_CPU_LIMIT many", Assert.Throws<NodeIdentityException>(() => Concurrency.Workers(null, 8, With([("ISTIO_CPU_LIMIT", "many")]))).Message);
    }

    [Fact]
    public void Without_any_limit_all_cores_are_used() => Assert.Equal(8, Concurrency.Workers(null, 8, With([])));

    static NodeEnvironment With((string Name, string Value)[] variables, params (string Path, string Text)[] files) => new(
        variables.ToDictionary(variable => variable.Name, variable => variable.Value),
        path => files.FirstOrDefault(file => file.Path == path).Text,
        () => [],
        "host");
}
