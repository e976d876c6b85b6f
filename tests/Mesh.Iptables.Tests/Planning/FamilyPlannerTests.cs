using Mesh.Iptables.Applying;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;
using Mesh.Iptables.State;
using Mesh.Iptables.Tests.Options;
using Mesh.Testing.Files;

namespace Mesh.Iptables.Tests.Planning;

public sealed class FamilyPlannerTests
{
    static string Folder => Path.Combine(Repository.Root, "tests", "Mesh.Iptables.Tests", "Golden");

    public static TheoryData<string> Cases => [.. GoldenCase.All.Select(golden => golden.Name)];

    /// <summary>Run with MESH_UPDATE_GOLDEN=1 to rewrite the files, then read the difference.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Plans_the_rules_of_the_golden_file(string name)
    {
        var golden = GoldenCase.All.Single(golden => golden.Name == name);
        var path = Path.Combine(Folder, $"{name}.txt");
        var actual = Render(golden);
        if (Environment.GetEnvironmentVariable("MESH_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void Every_golden_file_has_a_case() =>
        Assert.Equal(
            GoldenCase.All.Select(golden => golden.Name).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder, "*.txt").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_plan_that_is_in_force_compares_as_in_place(string name)
    {
        foreach (var plan in Plans(GoldenCase.All.Single(golden => golden.Name == name)))
        {
            Assert.Equal(Standing.InPlace, StateComparison.Compare(plan, PlannedState.Of(plan)).Standing);
        }
    }

    [Fact]
    public void The_options_of_one_family_do_not_reach_the_other()
    {
        var options = Given.Options("-i", "10.0.0.0/8,2001:db8::/32", "-x", "10.9.0.0/16,2001:db8:9::/48");
        Assert.DoesNotContain("2001:", RestoreText.Make(FamilyPlanner.Plan(options, IpFamily.V4)));
        Assert.DoesNotContain("10.", RestoreText.Make(FamilyPlanner.Plan(options, IpFamily.V6)));
    }

    [Fact]
    public void Later_insertions_come_first_in_the_final_order()
    {
        var plan = FamilyPlanner.Plan(Given.Options("-k", "a0,b0", "-i", "*"), IpFamily.V4);
        Assert.Equal(
            ["-i b0 -j ISTIO_REDIRECT", "-i a0 -j ISTIO_REDIRECT", "-i b0 -j RETURN", "-i a0 -j RETURN"],
            plan.Final(Table.Nat, Chains.Prerouting).Select(rule => rule.Specification));
    }

    static IEnumerable<FamilyPlan> Plans(GoldenCase golden)
    {
        CaptureOptions options = Given.Options(golden.Environment, golden.Arguments);
        return golden.Families.Select(family => FamilyPlanner.Plan(options, family));
    }

    static string Render(GoldenCase golden)
    {
        var command = string.Join(' ', golden.Environment.Append("mesh-iptables").Concat(golden.Arguments.Select(Quoted)));
        return $"# {command}\n" + string.Concat(Plans(golden).Select(plan => $"# {plan.Family}\n{RestoreText.Make(plan)}"));
    }

    static string Quoted(string argument) => argument is "" or "*" ? $"'{argument}'" : argument;
}
