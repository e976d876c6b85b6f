using System.Text.RegularExpressions;
using CsCheck;
using Mesh.Iptables.Applying;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;
using Mesh.Iptables.Tests.Options;

namespace Mesh.Iptables.Tests.Planning;

/// <summary>The attack: a value (of an annotation anyone may write) smuggles a line or an option into the restore text, read as root.</summary>
public sealed partial class InjectionTests
{
    static readonly string[] Variables =
        [.. Flags.All.Where(flag => !flag.IsSwitch).SelectMany(flag => flag.Variables)];

    // Captures much, so that most options show in the rules.
    static readonly string[] Base = ["ISTIO_INBOUND_PORTS=*", "ISTIO_SERVICE_CIDR=*", "DROP_INVALID=1"];

    static readonly string[] Starts = ["80", "*", "eth0", "10.0.0.0/8", "2001:db8::/32", "java", "1337", "5s", "nft", "REDIRECT"];

    static readonly string[] Attacks =
    [
        "", "\n", "\r", " ", ",", "\0", "\n-A OUTPUT -j DROP", " -j DROP", "\nCOMMIT\n*filter", "\u2028", "\"", "'", "!", "#", "+", "-", ",80", "%lo",
    ];

    // Text that is nearly right is more likely to slip through than noise.
    static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.String,
        Gen.Select(OneOf(Starts), OneOf(Attacks), OneOf(Starts), (start, attack, end) => start + attack + end),
        Gen.Select(OneOf(Starts), OneOf(Attacks), (start, attack) => start + attack),
        Gen.String["0123456789.:/,*+- \n\tabcdefxe!"]);

    [Fact]
    public void No_value_of_any_option_reaches_the_rules_but_as_a_number_an_address_or_a_name() =>
        Gen.Select(OneOf(Variables), Hostile).Sample((variable, value) =>
        {
            CaptureOptions options;
            try
            {
                options = Read([.. Base, $"{variable}={value}"]);
            }
            catch (OptionException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                return;
            }

            foreach (var family in Enum.GetValues<IpFamily>())
            {
                Assert.Matches(WellFormed(), RestoreText.Make(FamilyPlanner.Plan(options, family)));
            }
        }, iter: 10_000);

    static Gen<string> OneOf(string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    static CaptureOptions Read(string[] environment) =>
        new OptionReader(new OptionSource(_ => null, name => Given.Lookup(environment, name)), new FakeAccounts()).Read();

    const string Condition =
        @"(-p (tcp|udp)|(! )?--dport \d{1,5}|-m owner (! )?--[ug]id-owner \d{1,10}|-m conntrack --ctstate INVALID"
        + @"|-[io] [A-Za-z0-9_.:@-]{1,15}\+?|(! )?-[sd] [0-9a-f.:]+/\d{1,3})";

    const string Line =
        @"(\*(nat|mangle)|COMMIT|-N ISTIO_[A-Z_]+|-A ISTIO_DROP -j DROP|(-A (PREROUTING|OUTPUT|ISTIO_[A-Z_]+)|-I PREROUTING 1)( " + Condition
        + @")* -j (RETURN|ISTIO_[A-Z_]+|REDIRECT --to-ports \d{1,5}))";

    [GeneratedRegex(@"\A(" + Line + @"\n)+\z")]
    private static partial Regex WellFormed();
}
