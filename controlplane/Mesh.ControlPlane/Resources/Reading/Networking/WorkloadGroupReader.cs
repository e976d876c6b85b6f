using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

static class WorkloadGroupReader
{
    static readonly string[] Checks = ["httpGet", "tcpSocket", "exec", "grpc"];

    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("status");
        if (!root.Has("spec"))
        {
            root.Missing("spec");
        }

        return root.Object("spec", spec => Spec(spec, meta)) ?? new WorkloadGroup { Meta = meta, Template = new WorkloadEntrySpec() };
    }

    static WorkloadGroup Spec(FieldReader spec, ResourceMeta meta)
    {
        if (!spec.Has("template"))
        {
            spec.Missing("template");
        }

        var template = spec.Object("metadata", data => new TemplateMetadata(data.TextMap("labels"), data.TextMap("annotations")));
        return new WorkloadGroup
        {
            Meta = meta,
            TemplateLabels = template?.Labels ?? StringMap.Empty,
            TemplateAnnotations = template?.Annotations ?? StringMap.Empty,
            Template = spec.Object("template", WorkloadEntryReader.Spec) ?? new WorkloadEntrySpec(),
            Probe = spec.Object("probe", Probe),
        };
    }

    static ReadinessProbe Probe(FieldReader probe)
    {
        if (Checks.Count(probe.Has) != 1)
        {
            probe.Error("", $"exactly one of {string.Join(", ", Checks)} has to be set");
        }

        return new ReadinessProbe
        {
            InitialDelaySeconds = probe.Int32("initialDelaySeconds") ?? 0,
            TimeoutSeconds = probe.Int32("timeoutSeconds") ?? 0,
            PeriodSeconds = probe.Int32("periodSeconds") ?? 0,
            SuccessThreshold = probe.Int32("successThreshold") ?? 0,
            FailureThreshold = probe.Int32("failureThreshold") ?? 0,
            HttpGet = probe.Object("httpGet", HttpGet),
            TcpSocket = probe.Object("tcpSocket", tcp => new TcpProbe(tcp.Text("host"), tcp.RequiredPort("port"))),
            Exec = probe.Object("exec", exec => new ExecProbe(exec.Texts("command"))),
            Grpc = probe.Object("grpc", grpc => new GrpcProbe(grpc.Port("port") ?? 0, grpc.Text("service"))),
        };
    }

    static HttpProbe HttpGet(FieldReader get) => new()
    {
        Path = get.Text("path"),
        Port = get.RequiredPort("port"),
        Host = get.Text("host"),
        Scheme = get.Text("scheme"),
        HttpHeaders = get.List("httpHeaders", header => new ProbeHeader(header.Text("name") ?? "", header.Text("value") ?? "")),
    };

    sealed record TemplateMetadata(IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations);
}
