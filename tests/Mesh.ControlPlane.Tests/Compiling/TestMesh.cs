using System.Net;
using Google.Protobuf;
using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Validation;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>A mesh written as YAML in a test, and what its proxies get.</summary>
sealed class TestMesh
{
    TestMesh(IReadOnlyCollection<Resource> resources, MeshConfig mesh) =>
        Compiler = new MeshCompiler(resources, mesh, new CompilerMemory());

    public MeshCompiler Compiler { get; }

    public IEnumerable<string> Findings => Compiler.Diagnostics.Select(finding => $"{finding.Kind} {finding.Namespace}/{finding.Name}: {finding.Field}: {finding.Message}");

    /// <exception cref="InvalidDataException">The YAML has errors: the test is wrong.</exception>
    public static TestMesh Of(params IEnumerable<string> yaml)
    {
        var resources = Read(yaml);
        return new TestMesh(resources, resources.OfType<MeshConfig>().FirstOrDefault() ?? MeshConfig.Default);
    }

    /// <exception cref="InvalidDataException">The YAML has errors: the test is wrong.</exception>
    public static List<Resource> Read(params IEnumerable<string> yaml)
    {
        var results = yaml.SelectMany(text => ResourceReader.Read("test.yaml", text)).ToList();
        var errors = results.SelectMany(result => result.Diagnostics).Where(finding => finding.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
            throw new InvalidDataException(string.Join('\n', errors));
        return [.. results.Select(result => result.Resource).OfType<Resource>()];
    }

    public static Node Sidecar(string id = "client.default", string @namespace = "default", string labels = "", string ip = "") =>
        NodeOf(NodeType.Sidecar, id, @namespace, labels, ip);

    public static Node Gateway(string id = "gateway.istio-system", string @namespace = "istio-system", string labels = "istio=ingressgateway") =>
        NodeOf(NodeType.Gateway, id, @namespace, labels, "");

    public CompiledProxy Compile(Node? node = null) => Compiler.Compile(node ?? Sidecar());

    public Workload Workload(Node node) => Contract.Workload.Parser.ParseFrom(Compile(node).Workload.Body);

    public List<Routes> Routes(Node? node = null) => All(Kind.Routes, Contract.Routes.Parser, node);

    public List<Service> Services(Node? node = null) => All(Kind.Service, Contract.Service.Parser, node);

    public List<GatewayServer> GatewayServers(Node node) => All(Kind.GatewayServer, Contract.GatewayServer.Parser, node);

    public IEnumerable<string> ServiceNames(Node? node = null) => Services(node).Select(service => service.Hostname);

    public Service Service(string hostname, Node? node = null) => Services(node).Single(service => service.Hostname == hostname);

    public Endpoints Endpoints(string hostname, Node? node = null) =>
        All(Kind.Endpoints, Contract.Endpoints.Parser, node).Single(one => one.Hostname == hostname);

    List<T> All<T>(Kind kind, MessageParser<T> parser, Node? node)
        where T : IMessage<T> =>
        [.. Compile(node).ToSet(0).InOrder().Where(resource => resource.Kind == kind).Select(resource => parser.ParseFrom(resource.Body))];

    static Node NodeOf(NodeType type, string id, string @namespace, string labels, string ip)
    {
        var node = new Node { Id = id, Namespace = @namespace, Type = type };
        foreach (var label in labels.Split(',', StringSplitOptions.RemoveEmptyEntries))
            node.Labels[label.Split('=')[0]] = label.Split('=')[1];
        if (ip.Length > 0)
            node.Addresses.Add(ByteString.CopyFrom(IPAddress.Parse(ip).GetAddressBytes()));
        return node;
    }
}
