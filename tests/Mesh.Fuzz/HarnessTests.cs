using System.Text;
using Xunit;

namespace Mesh.Fuzz;

/// <summary>The harness itself: a harness that finds nothing looks like code without faults.</summary>
public sealed class HarnessTests
{
    [Fact]
    public void A_planted_fault_is_found_shrunk_and_saved()
    {
        var failure = new Fuzzer(new Planted(), FuzzOptions.Brief with { Time = TimeSpan.FromSeconds(10), MaxInputs = 1_000_000 }).Run();
        Assert.Contains($"seed {FuzzOptions.Brief.Seed}, 3 bytes: 212140", failure);
        var file = failure!.Split("saved as ")[1].Split(';')[0];
        Assert.Equal("!!@", Encoding.ASCII.GetString(Corpus.Read(File.ReadAllText(file))));
        File.Delete(file);
    }

    [Fact]
    public void Equal_seeds_give_equal_inputs_and_others_other_ones()
    {
        Assert.Equal(Inputs(3), Inputs(3));
        Assert.NotEqual(Inputs(3), Inputs(4));
    }

    [Fact]
    public void The_environment_may_ask_for_more()
    {
        Assert.Equal(FuzzOptions.Brief, FuzzOptions.Of(null, ""));
        Assert.Equal(FuzzOptions.Brief with { Seed = 7 }, FuzzOptions.Of("", "7"));
        Assert.Equal(new FuzzOptions(7, TimeSpan.FromMinutes(1), long.MaxValue), FuzzOptions.Of("60", "7"));
    }

    [Fact]
    public void Every_target_is_listed_and_every_folder_of_the_corpus_belongs_to_one()
    {
        var written = typeof(FuzzTargets).Assembly.GetTypes().Where(type => type.Namespace == "Mesh.Fuzz.Targets" && typeof(IFuzzTarget).IsAssignableFrom(type));
        var listed = FuzzTargets.All.Select(target => target.Name).ToList();
        Assert.Equal(written.Select(type => type.Name).Order(), listed.Order());
        Assert.All(Corpus.Targets, folder => Assert.Contains(folder, listed));
    }

    [Fact]
    public void Seeds_are_good_for_something() =>
        Assert.All(FuzzTargets.All, target => Assert.True(target.Seeds.Select(target.Run).Distinct().Count() > 1, target.Name));

    static List<string> Inputs(int seed)
    {
        var recorder = new Recorder();
        Assert.Null(new Fuzzer(recorder, new FuzzOptions(seed, TimeSpan.FromSeconds(10), MaxInputs: 500)).Run());
        return recorder.Inputs;
    }

    sealed class Planted : IFuzzTarget
    {
        public IEnumerable<byte[]> Seeds => ["a!b@c"u8.ToArray()];

        public IReadOnlyList<byte[]> Words => [];

        public int Run(byte[] input)
        {
            Check.That(input.AsSpan().IndexOf("!!@"u8) < 0, "never so");
            return input.AsSpan().IndexOf("!!"u8) >= 0 ? 1 : 0;
        }
    }

    sealed class Recorder : IFuzzTarget
    {
        public List<string> Inputs { get; } = [];

        public IEnumerable<byte[]> Seeds => ["seed"u8.ToArray()];

        public IReadOnlyList<byte[]> Words => ["word"u8.ToArray()];

        public int Run(byte[] input)
        {
            Inputs.Add(Convert.ToHexString(input));
            return input.Length;
        }
    }
}
