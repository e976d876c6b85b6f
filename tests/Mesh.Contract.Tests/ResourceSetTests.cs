using CsCheck;
using Google.Protobuf;
using Xunit;

namespace Mesh.Contract.Tests;

public sealed class ResourceSetTests
{
    static Dictionary<ResourceKey, ByteString> Hashes(ResourceSet set) => set.Held().ToDictionary(h => new ResourceKey(h.Kind, h.Name), h => h.Hash);

    static Delta Difference(ResourceSet from, ResourceSet to)
    {
        var (removed, changed) = to.DifferenceFrom(Hashes(from));
        return new Delta
        {
            Generation = to.Generation,
            Complete = true,
            Removed = { removed.Select(key => new ResourceName { Kind = key.Kind, Name = key.Name }) },
            Changed = { changed },
        };
    }

    static readonly Gen<ResourceSet> AnySet =
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 20], Gen.Int[0, 3], (kind, name, content) =>
            Examples.Resource((Kind)kind, $"n{name}", $"c{content}")).List[0, 30].Select(list => ResourceSet.Of(1, list));

    [Fact]
    public void The_difference_of_any_two_sets_leads_from_one_to_the_other() =>
        Gen.Select(AnySet, AnySet).Sample((from, to) =>
            from.Apply([Difference(from, to)]).ToSnapshot(null).Equals(to.ToSnapshot(null)));

    [Fact]
    public void The_difference_of_equal_sets_is_empty() => AnySet.Sample(set =>
    {
        var (removed, changed) = set.DifferenceFrom(Hashes(set));
        return removed.Count == 0 && changed.Count == 0;
    });

    [Fact]
    public void Removals_go_before_changes_whatever_the_frame()
    {
        var set = ResourceSet.Empty.Apply([
            new Delta { Generation = 3, Changed = { Examples.Resource(Kind.Routes, "a", "new") } },
            new Delta { Generation = 3, Removed = { new ResourceName { Kind = Kind.Routes, Name = "a" } }, Complete = true },
        ]);
        Assert.Equal("new", set.ByKey[new ResourceKey(Kind.Routes, "a")].Body.ToStringUtf8());
        Assert.Equal(3UL, set.Generation);
    }

    [Fact]
    public void A_damaged_body_does_not_match_its_hash()
    {
        var resource = Examples.Resource(Kind.Routes, "a", "body");
        Assert.True(ContentHash.Matches(resource));
        resource.Body = ByteString.CopyFromUtf8("bodY");
        Assert.False(ContentHash.Matches(resource));
        Assert.Equal(ContentHash.Length, resource.Hash.Length);
    }

    [Fact]
    public void Frames_are_gathered_until_the_last()
    {
        var assembler = new DeltaAssembler();
        Assert.Equal(DeltaStatus.Partial, assembler.Add(new Delta { Generation = 1 }, out _));
        Assert.Equal(DeltaStatus.Complete, assembler.Add(new Delta { Generation = 1, Complete = true }, out var frames));
        Assert.Equal(2, frames.Count);
        Assert.Equal(DeltaStatus.Complete, assembler.Add(new Delta { Generation = 2, Complete = true }, out frames));
        Assert.Single(frames);
    }

    [Fact]
    public void A_generation_within_another_and_an_endless_one_are_refused()
    {
        var assembler = new DeltaAssembler(maxBytes: 100);
        assembler.Add(new Delta { Generation = 1 }, out _);
        Assert.Equal(DeltaStatus.Interleaved, assembler.Add(new Delta { Generation = 2 }, out _));

        var large = new Delta { Generation = 1, Changed = { Examples.Resource(Kind.Service, "s", new string('x', 60)) } };
        Assert.Equal(DeltaStatus.TooLarge, new DeltaAssembler(maxBytes: 100) is var endless
            && endless.Add(large, out _) == DeltaStatus.Partial ? endless.Add(large, out _) : DeltaStatus.Partial);
    }

    [Fact]
    public void A_kind_of_a_later_build_has_no_message_and_every_known_one_has()
    {
        Assert.Null(ResourceCodec.Unpack(new Resource { Kind = (Kind)99 }));
        foreach (var kind in Enum.GetValues<Kind>().Except([Kind.Unspecified]))
            Assert.NotNull(ResourceCodec.Unpack(new Resource { Kind = kind }));
    }
}
