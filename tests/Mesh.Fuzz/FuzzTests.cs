using Xunit;

namespace Mesh.Fuzz;

/// <summary>Every target, briefly; for longer with MESH_FUZZ_SECONDS=60, from another start with MESH_FUZZ_SEED=7, one with MESH_FUZZ_TARGET=ConfigFiles.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name).Where(name => FuzzOptions.IsWanted(name))];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_input_breaks_it(string name)
    {
        var fuzzer = new Fuzzer(FuzzTargets.All.Single(target => target.Name == name), FuzzOptions.FromEnvironment());
        var failure = fuzzer.Run();
        Assert.True(failure is null, failure);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fuzzer.Inputs} inputs");
    }
}
