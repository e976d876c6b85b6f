using System.Diagnostics;
using System.Text;
using CsCheck;
using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Resources.Yaml;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

/// <summary>Whatever bytes come: no exception, no hang, and the other documents of the file stay.</summary>
public sealed class ReaderFuzzTests
{
    const string Neighbour = "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: neighbour\n";
    const long SmallRuns = 2_000;

    static readonly string[] Valid =
    [
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, labels: {app: &app reviews}}
        spec:
          hosts: [reviews, "*.example.com"]
          gateways: [mesh, ns/gw]
          http:
          - match: [{uri: {regex: "/a(b|c)+$"}, headers: {end-user: {exact: jason}}, port: 80}]
            rewrite: {uriRegexRewrite: {match: "^/(.*)", rewrite: "/\\1"}}
            timeout: 1m30s
            route:
            - destination: {host: *app, subset: v2, port: {number: 9080}}
              weight: 80
              headers: {request: {set: {x-a: "%REQ(x)%"}, remove: [x-b]}}
            - destination: {host: reviews}
              weight: 0x14
          tcp:
          - match: [{destinationSubnets: [10.0.0.0/8]}]
            route: [{destination: {host: reviews}}]

        """,
        """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Service
          metadata: {name: a, creationTimestamp: null}
          spec: {clusterIP: None, ports: [{port: 80, targetPort: http, name: http}], selector: {app: a}}
        - apiVersion: networking.istio.io/v1beta1
          kind: DestinationRule
          metadata: {name: a}
          spec:
            host: a
            subsets: [{name: v1, labels: {version: "1"}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]

        """,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |-
            accessLogFile: /dev/stdout
            outboundTrafficPolicy: {mode: ALLOW_ANY}

        """,
    ];

    static readonly string[] Fragments =
    [
        "---", "...", "\n", "\r", "\t", " ", ":", "- ", "? ", "{", "}", "[", "]", "\"", "'", "|", ">", "&a ", "*a", "!!str ", "!<", "%YAML 9.9\n", "%TAG ! x\n",
        "<<: ", "#", "\0", "\uFEFF", "\u0085", "\u2028", "\\u", "\\x", "{{", "}}", "null", "~", "0x", "1e999", "99999999999999999999", "-1", "yes",
        "@request.auth.claims[", "*", "..", "🦊", "\ud83e", ",", "`", "@", "<<: *app",
    ];

    [Fact]
    public void Any_bytes_are_read_or_refused() =>
        Gen.Byte.Array[0, 300].Sample(
            bytes =>
            {
                if (SourceText.TryDecode(bytes, out var text, out _))
                {
                    Read(text);
                }
            },
            iter: SmallRuns, threads: 1);

    [Fact]
    public void Any_soup_of_yaml_is_read_or_refused() =>
        OneOf(Fragments).Array[0, 60].Sample(parts => Read(string.Concat(parts)).Count >= 0, iter: SmallRuns, threads: 1);

    [Fact]
    public void A_mutation_breaks_one_document_only() =>
        Gen.Select(OneOf(Valid), Mutations).Sample(
            (text, mutations) =>
            {
                var broken = mutations.Aggregate(text, Mutate);
                var results = Read(Neighbour + "---\n" + broken + "\n" + Neighbour.Replace("neighbour", "after", StringComparison.Ordinal));
                var names = results.Select(result => result.Resource?.Meta.Name).ToList();
                return names.First() == "neighbour" && names.Last() == "after";
            },
            iter: SmallRuns, threads: 1);

    [Fact]
    public void The_seeds_are_valid() =>
        Assert.All(Valid, text => Assert.All(Read(text), result => Assert.NotNull(result.Resource)));

    static readonly Gen<(int Position, int Length, string Fragment)[]> Mutations =
        Gen.Select(Gen.Int[0, 2_000], Gen.Int[0, 12], OneOf(Fragments)).Array[1, 4];

    static Gen<string> OneOf(string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    static string Mutate(string text, (int Position, int Length, string Fragment) change)
    {
        var start = change.Position % (text.Length + 1);
        return text.Remove(start, Math.Min(change.Length, text.Length - start)).Insert(start, change.Fragment);
    }

    static IReadOnlyList<ReadResult> Read(string text)
    {
        var watch = Stopwatch.StartNew();
        var results = ResourceReader.Read("fuzz.yaml", text).ToList();
        Assert.True(
            watch.Elapsed < TimeSpan.FromSeconds(1), $"took {watch.Elapsed} for {Convert.ToBase64String(Encoding.Unicode.GetBytes(text))}");
        Assert.All(results.SelectMany(result => result.Diagnostics), finding => Assert.DoesNotContain('\n', finding.ToString()));
        return results;
    }
}
