using Mesh.Iptables.Planning;
using Mesh.Iptables.State;
using Mesh.Iptables.Tests.Options;
using Mesh.Testing.Files;

namespace Mesh.Iptables.Tests.State;

/// <summary>
/// What iptables-save 1.8.9 printed, of both variants and families, after the rules of <see cref="Plan"/> were applied beside
/// rules of other programs (a DOCKER chain, a comment that quotes one of our jumps, a MASQUERADE).
/// </summary>
static class SavedState
{
    public static TheoryData<string> Files => ["nft-V4", "nft-V6", "legacy-V4", "legacy-V6"];

    public static string Text(string file) =>
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Mesh.Iptables.Tests", "State", "Saved", $"{file}.txt"));

    public static SavedTables Read(string file) => SavedTables.Parse(Text(file));

    public static FamilyPlan Plan(string file, params string[] more) => FamilyPlanner.Plan(
        Given.Options(
            ["ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE=882"],
            ["-u", "1337", "-i", "*", "-b", "*", "-d", "15090,15021,15020", "-c", "eth1", "-k", "virbr0", "-q", "81", "-o", "82",
             "-x", "10.9.8.7/16,2001:db8:0:1::/32", "--drop-invalid", .. more]),
        file.EndsWith("V4", StringComparison.Ordinal) ? IpFamily.V4 : IpFamily.V6);
}
