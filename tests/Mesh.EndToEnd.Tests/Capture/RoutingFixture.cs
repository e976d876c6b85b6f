using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Netns;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>A client, a pod "web" behind a VirtualService of many rules, and services that cannot answer.</summary>
public sealed class RoutingFixture : MeshFixture
{
    const string Rules = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: web, namespace: default}
        spec:
          hosts: [web]
          http:
          - name: prefix-rewrite
            match: [{uri: {prefix: /old/}}]
            rewrite: {uri: /new/, authority: inner.example}
            route: [{destination: {host: web, port: {number: 81}}}]
          - name: whole-rewrite
            match: [{uri: {exact: /exact}}]
            rewrite: {uri: /replaced}
            route: [{destination: {host: web, port: {number: 81}}}]
          - name: regex-rewrite
            match: [{uri: {prefix: /users/}}]
            rewrite: {uriRegexRewrite: {match: "^/users/([0-9]+)/(.*)$", rewrite: "/\\2/of/\\1"}}
            route: [{destination: {host: web, port: {number: 81}}}]
          - name: headers
            match: [{uri: {exact: /edit}}]
            headers:
              request: {set: {x-set: route}, add: {x-add: route}, remove: [x-remove]}
              response: {set: {x-answer: edited}, remove: [x-secret]}
            route:
            - destination: {host: web, port: {number: 81}}
              headers:
                request: {add: {x-add: destination}}
                response: {add: {x-answer-too: destination}}
          - name: slow
            match: [{uri: {prefix: /slow}}]
            timeout: 0.3s
            route: [{destination: {host: web, port: {number: 80}}}]
          - name: unknown-subset
            match: [{uri: {exact: /unknown-subset}}]
            route: [{destination: {host: web, subset: nobody, port: {number: 80}}}]
          - name: plain
            match: [{uri: {prefix: /plain}}]
            route: [{destination: {host: web, port: {number: 80}}}]
        """;

    public Pod Client { get; private set; } = null!;

    public Pod Web { get; private set; } = null!;

    protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
    {
        ["web.yaml"] = MeshYaml.Service("web", "10.96.0.30", [("http", 80, 9080), ("http-scripted", 81, 9081)], [("web", "10.77.0.20")]),
        ["rules.yaml"] = Rules,
        ["empty.yaml"] = MeshYaml.Service("empty", "10.96.0.31", [("http", 80, 9080)], []),
        ["closed.yaml"] = MeshYaml.Service("closed", "10.96.0.32", [("http", 80, 9080)], [("closed", "10.77.0.40")]),
        ["down.yaml"] = MeshYaml.Service("down", "10.96.0.33", [("http", 80, 9099)], [("web", "10.77.0.20")]),
    };

    protected override async Task Build(MeshTopology mesh)
    {
        await mesh.AddPod("closed", 40);
        Web = await mesh.AddMeshedPod("web", 20);
        await Web.RunEcho("web");
        Client = await mesh.AddMeshedPod("client", 10);
        PodNetwork.SetHosts(Client.Host, ["10.96.0.30 web", "10.96.0.31 empty", "10.96.0.32 closed", "10.96.0.33 down"]);
    }
}
