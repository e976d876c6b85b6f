using System.Security.Cryptography;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.LastGood;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources;

/// <summary>The last good version outlives a restart, and nothing else does.</summary>
public sealed class LastGoodTests : IDisposable
{
    const string Stays = "its last good version stays in use";

    readonly TemporaryDirectory directory = new();
    readonly List<string> warnings = [];

    string Config => directory.File("config");

    string State => directory.File("state");

    string StateFile => directory.File("state/last-good");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task What_breaks_while_the_control_plane_is_down_has_its_last_good_version_at_the_next_start()
    {
        Write("a.yaml", Route("reviews", "1s") + Route("ratings", "1s"));
        Write("b.yaml", Route("details", "1s"));
        Assert.Equal(["details=1", "ratings=1", "reviews=1"], await RunAsync());

        Write("a.yaml", Route("reviews", "soon") + Route("ratings", "2s"));
        Assert.Equal(["details=1", "ratings=2", "reviews=1"], await RunAsync());
        Assert.Contains($"a.yaml:1: warning: document 1: VirtualService default/reviews: is invalid or missing in the new version of the file, {Stays}", findings);

        // It stays for as many restarts as it is broken, and goes with its document.
        Assert.Equal(["details=1", "ratings=2", "reviews=1"], await RunAsync());
        Write("a.yaml", Route("ratings", "2s"));
        Assert.Equal(["details=1", "ratings=2"], await RunAsync());
        Write("a.yaml", Route("reviews", "soon") + Route("ratings", "2s"));
        Assert.Equal(["details=1", "ratings=2"], await RunAsync());
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task What_is_deleted_meanwhile_does_not_come_back()
    {
        Write("a.yaml", Route("reviews", "1s"));
        Write("b.yaml", Route("ratings", "1s"));
        await RunAsync();
        File.Delete(directory.File("config/a.yaml"));
        Assert.Equal(["ratings=1"], await RunAsync());
        Write("a.yaml", "kind: {");
        Assert.Equal(["ratings=1"], await RunAsync());
    }

    [Fact]
    public async Task A_document_that_cannot_be_named_keeps_what_its_file_had()
    {
        Write("a.yaml", Route("reviews", "1s") + Route("ratings", "1s"));
        await RunAsync();
        Write("a.yaml", "kind: {\n---\n" + Route("ratings", "3s"));
        Assert.Equal(["ratings=3", "reviews=1"], await RunAsync());
    }

    [Fact]
    public async Task Items_of_one_list_may_have_versions_of_different_age()
    {
        Write("a.yaml", List(Route("reviews", "1s"), Route("ratings", "1s")));
        await RunAsync();
        Write("a.yaml", List(Route("reviews", "soon"), Route("ratings", "2s")));
        Assert.Equal(["ratings=2", "reviews=1"], await RunAsync());
        Write("a.yaml", List(Route("reviews", "soon"), Route("ratings", "later")));
        Assert.Equal(["ratings=2", "reviews=1"], await RunAsync());
    }

    [Fact]
    public async Task Mesh_config_is_kept_too()
    {
        Write("a.yaml", Route("reviews", "1s"));
        directory.Write("mesh.yaml", "trustDomain: example.org");
        await RunAsync();
        directory.Write("mesh.yaml", "trustDomain: [");
        await RunAsync();
        Assert.Equal("example.org", last!.Mesh.TrustDomain);
    }

    [Fact]
    public async Task A_tree_that_is_not_mounted_at_start_forgets_nothing()
    {
        Write("a.yaml", Route("reviews", "1s"));
        await RunAsync();
        Directory.Move(Config, Config + ".away");
        Directory.CreateDirectory(Config);
        Assert.Empty(await RunAsync());
        Assert.False(last!.IsLoaded);
        Directory.Delete(Config);
        Directory.Move(Config + ".away", Config);
        Write("a.yaml", Route("reviews", "soon"));
        Assert.Equal(["reviews=1"], await RunAsync());
    }

    [Fact]
    public async Task A_directory_that_cannot_be_listed_at_start_keeps_what_it_held()
    {
        Write("sub/a.yaml", Route("reviews", "1s"));
        Write("b.yaml", Route("ratings", "1s"));
        await RunAsync();
        var store = new ResourceStore(new LastGoodState(State, Tree(), warnings.Add).Recall());
        Assert.Equal(["reviews=1"], Timeouts(store.Apply(new ConfigScan([], ["sub"], []) { HasTree = true })));
    }

    [Fact]
    public async Task The_file_is_for_its_owner_alone_and_has_no_leftovers()
    {
        Write("a.yaml", Route("reviews", "1s"));
        directory.Write("state/last-good.tmp", "left by a crash");
        await RunAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(StateFile));
        Assert.Equal([StateFile], Directory.GetFiles(State));
    }

    [Fact]
    public async Task The_same_content_is_not_written_again()
    {
        Write("a.yaml", Route("reviews", "1s"));
        await RunAsync();
        var past = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(StateFile, past);
        await RunAsync();
        Assert.Equal(past, File.GetLastWriteTimeUtc(StateFile));
    }

    [Theory]
    [InlineData("empty", "a length of 0 bytes")]
    [InlineData("garbage", "no state of mesh-control")]
    [InlineData("version", "another version of mesh-control")]
    [InlineData("truncated", "checksum is wrong")]
    [InlineData("flipped", "checksum is wrong")]
    [InlineData("elsewhere", "another config directory, /elsewhere")]
    [InlineData("lies", "not what its header says")]
    public async Task A_state_that_is_not_ours_is_ignored_with_a_warning_and_replaced(string how, string expected)
    {
        Write("a.yaml", Route("reviews", "1s"));
        await RunAsync();
        File.WriteAllBytes(StateFile, Spoilt(File.ReadAllBytes(StateFile), how));
        Write("a.yaml", Route("reviews", "soon") + Route("ratings", "1s"));
        Assert.Equal(["ratings=1"], await RunAsync());
        Assert.Contains(expected, Assert.Single(warnings));
        await RunAsync();
        Assert.Single(warnings);
    }

    [Fact]
    public async Task A_state_that_cannot_be_written_is_said_once_and_harms_nothing()
    {
        Write("a.yaml", Route("reviews", "1s"));
        directory.Write("state", "a file where the directory should be");
        Assert.Equal(["reviews=1"], await RunAsync());
        Assert.Contains("cannot be saved", Assert.Single(warnings));
    }

    // What a temporary file cannot replace is a directory.
    string Obstacle => directory.File("state/last-good.tmp");

    [Fact]
    public async Task A_state_that_could_not_be_replaced_brings_nothing_back()
    {
        Write("a.yaml", Route("reviews", "1s") + Route("ratings", "1s"));
        await RunAsync();
        Directory.CreateDirectory(Obstacle);
        Write("a.yaml", Route("ratings", "2s"));
        await RunAsync();
        Assert.False(File.Exists(StateFile));
        Assert.Contains("cannot be saved", Assert.Single(warnings));
        Directory.Delete(Obstacle);
        Write("a.yaml", Route("reviews", "soon") + Route("ratings", "2s"));
        Assert.Equal(["ratings=2"], await RunAsync());
    }

    [Fact]
    public void What_could_not_be_saved_is_tried_again_and_said()
    {
        var outcomes = new List<bool>();
        var tree = Tree();
        var saver = new LastGoodSaver(new LastGoodState(State, tree, warnings.Add, outcomes.Add), new ManualClock());
        Directory.CreateDirectory(Obstacle);
        saver.Post(InUse(tree));
        saver.SaveNow();
        saver.SaveNow();
        Assert.Equal([false, false], outcomes);
        Directory.Delete(Obstacle);
        saver.SaveNow();
        Assert.Equal([false, false, true], outcomes);
        // Nothing is left to do.
        saver.SaveNow();
        Assert.Equal(3, outcomes.Count);
        Assert.True(File.Exists(StateFile));
    }

    [Fact]
    public async Task The_newest_is_saved_away_from_who_has_it_and_at_the_latest_at_the_end()
    {
        var tree = Tree();
        // Its timers never run.
        var saver = new LastGoodSaver(new LastGoodState(State, tree, warnings.Add), new ManualClock());
        Write("a.yaml", Route("reviews", "1s"));
        saver.Post(InUse(tree));
        Write("a.yaml", Route("reviews", "2s"));
        saver.Post(InUse(tree));
        Assert.False(File.Exists(StateFile));
        await saver.DisposeAsync();
        Write("a.yaml", Route("reviews", "soon"));
        Assert.Equal(["reviews=2"], await RunAsync());
    }

    static IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> InUse(ConfigDirectory tree)
    {
        var store = new ResourceStore();
        store.Apply(tree.Scan(null));
        return store.LastGood;
    }

    [Fact]
    public void No_bytes_make_the_codec_throw()
    {
        var good = LastGoodCodec.Encode("/config", [new("a.yaml", new(0, 1, "text"), ["VirtualService default/a"])]);
        Assert.Null(LastGoodCodec.Decode(good, "/config").Problem);
        for (var i = 0; i < good.Length; i++)
        {
            Assert.NotNull(LastGoodCodec.Decode(good[..i], "/config").Problem);
            good[i] ^= 0x80;
            Assert.NotNull(LastGoodCodec.Decode(good, "/config").Problem);
            LastGoodCodec.Decode(Signed(good[..^32]), "/config");
            good[i] ^= 0x80;
        }
    }

    IEnumerable<string> findings = [];
    ResourceSet? last;

    // One run of the control plane: start, publish, save, end.
    async Task<IEnumerable<string>> RunAsync()
    {
        var config = Tree();
        await using (var watcher = new ConfigWatcher(config, _ => { }, state: new LastGoodState(State, config, warnings.Add)))
        {
            last = watcher.Start();
            findings = last.Diagnostics.Select(finding => finding.ToString());
        }

        return Timeouts(last);
    }

    ConfigDirectory Tree() => new(Config, File.Exists(directory.File("mesh.yaml")) ? directory.File("mesh.yaml") : null);

    void Write(string path, string text) => directory.Write($"config/{path}", text);

    static byte[] Spoilt(byte[] state, string how)
    {
        switch (how)
        {
            case "empty":
                return [];
            case "garbage":
                return "\0\u0001\u0002 not ours"u8.ToArray();
            case "version":
                state[state.AsSpan().IndexOf((byte)'\n') - 1]++;
                return state;
            case "truncated":
                return state[..^1];
            case "flipped":
                state[^40] ^= 1;
                return state;
            case "elsewhere":
                return LastGoodCodec.Encode("/elsewhere", []);
            default:
                return Signed(state[..^60]);
        }
    }

    static byte[] Signed(byte[] content) => [.. content, .. SHA256.HashData(content)];

    static IEnumerable<string> Timeouts(ResourceSet set) =>
        set.VirtualServices.Select(service => $"{service.Meta.Name}={service.Http[0].Timeout!.Value.TotalSeconds}");

    static string List(params string[] items) =>
        "apiVersion: v1\nkind: List\nitems:\n" + string.Concat(items.Select(item => "- " + item.Replace("---\n", "").TrimEnd().ReplaceLineEndings("\n  ") + "\n"));

    static string Route(string name, string timeout) =>
        $"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {"{"}name: {name}{"}"}
        spec:
          hosts: [{name}]
          http: [{"{"}timeout: {timeout}, route: [{"{"}destination: {"{"}host: {name}{"}}]}"}]
        ---

        """;
}
