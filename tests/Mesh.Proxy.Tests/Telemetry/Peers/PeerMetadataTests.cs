using System.Text;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Telemetry.Peers;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.Peers;

public sealed class PeerMetadataTests
{
    static readonly Node Node = new()
    {
        Id = "productpage-v1-abc.default",
        Namespace = "default",
        Workload = "productpage-v1",
        ClusterId = "Kubernetes",
        MeshId = "mesh1",
        ServiceAccount = "bookinfo-productpage",
        Addresses = { ByteString.CopyFrom(10, 0, 0, 1) },
    };

    [Fact]
    public void What_is_encoded_is_decoded()
    {
        var decoded = PeerMetadataDecoder.Decode(PeerMetadataEncoder.Encode(Node, Exchanges.Productpage));

        var expected = Exchanges.Productpage.Clone();
        expected.Principal = "";
        Assert.Equal(expected, decoded);
    }

    [Fact]
    public void The_header_is_a_struct_with_istios_keys()
    {
        var message = Struct.Parser.ParseFrom(Convert.FromBase64String(Encoding.ASCII.GetString(PeerMetadataEncoder.Encode(Node, Exchanges.Productpage))));

        Assert.Equal(
            ["CLUSTER_ID", "LABELS", "MESH_ID", "NAME", "NAMESPACE", "OWNER", "SERVICE_ACCOUNT", "WORKLOAD_NAME"],
            message.Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("productpage-v1-abc", message.Fields["NAME"].StringValue);
        Assert.Equal("kubernetes://apis/apps/v1/namespaces/default/deployments/productpage-v1", message.Fields["OWNER"].StringValue);
        Assert.Equal("productpage", message.Fields["LABELS"].StructValue.Fields["service.istio.io/canonical-name"].StringValue);
        Assert.Equal("sidecar~10.0.0.1~productpage-v1-abc.default~default.svc.cluster.local", PeerMetadataEncoder.NodeId(Node));
    }

    [Fact]
    public void An_istio_proxys_header_is_understood_with_and_without_padding()
    {
        var message = new Struct
        {
            Fields =
            {
                ["NAMESPACE"] = Value.ForString("prod"),
                ["WORKLOAD_NAME"] = Value.ForString("w"),
                ["APP_CONTAINERS"] = Value.ForList(Value.ForString("x"), Value.ForNumber(3)),
                ["LABELS"] = Value.ForStruct(new Struct
                {
                    Fields =
                    {
                        ["app"] = Value.ForString("short"),
                        ["app.kubernetes.io/name"] = Value.ForString("recommended"),
                        ["version"] = Value.ForString("v9"),
                        ["flag"] = Value.ForBool(true),
                    },
                }),
            },
        };
        var padded = Convert.ToBase64String(message.ToByteArray());

        foreach (var header in (string[])[padded, padded.TrimEnd('=')])
        {
            var identity = PeerMetadataDecoder.Decode(Encoding.ASCII.GetBytes(header));
            Assert.NotNull(identity);
            Assert.Equal(("prod", "w", "recommended", "v9"), (identity.Namespace, identity.Workload, identity.App, identity.Version));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("A")]
    [InlineData("////")]
    [InlineData("CgD/////")]
    public void What_is_no_metadata_is_nobody(string header) =>
        Assert.Equal(new WorkloadIdentity(), new PeerMetadataCache().Resolve(Encoding.ASCII.GetBytes(header)));

    [Fact]
    public void Any_bytes_decode_without_exception() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            PeerMetadataDecoder.Decode(bytes);
            PeerMetadataDecoder.Decode(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
            return true;
        });

    [Fact]
    public void Every_truncation_and_every_flipped_bit_decodes_without_exception()
    {
        var message = Convert.FromBase64String(Encoding.ASCII.GetString(PeerMetadataEncoder.Encode(Node, Exchanges.Productpage)));
        for (var i = 0; i < message.Length; i++)
        {
            var flipped = message.ToArray();
            flipped[i] ^= 0x80;
            PeerMetadataDecoder.Decode(Encoding.ASCII.GetBytes(Convert.ToBase64String(flipped)));
            var truncated = PeerMetadataDecoder.Decode(Encoding.ASCII.GetBytes(Convert.ToBase64String(message[..i])));
            Assert.True(truncated is null || truncated.Workload.Length <= 256);
        }
    }

    [Fact]
    public void Equal_headers_are_one_object_and_cost_no_allocation()
    {
        var cache = new PeerMetadataCache();
        var header = PeerMetadataEncoder.Encode(Node, Exchanges.Productpage);
        PeerMetadata? last = null;
        var first = cache.Resolve(header, ref last);
        PeerMetadata? otherConnection = null;

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Same(first, cache.Resolve(header, ref last));
            otherConnection = null;
            Assert.Same(first, cache.Resolve(header, ref otherConnection));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_flood_of_peers_keeps_the_cache_small_and_answers_right()
    {
        var cache = new PeerMetadataCache();
        for (var i = 0; i < 2000; i++)
        {
            var header = PeerMetadataEncoder.Encode(Node, Exchanges.Identity("peer" + i));
            Assert.Equal($"peer{i}-v1", cache.Resolve(header).Workload);
        }
    }

    [Fact]
    public void What_peers_are_told_follows_the_configuration()
    {
        var config = new SnapshotHolder();
        var source = new OwnMetadataSource(Node, config);
        var cache = new PeerMetadataCache();
        Assert.Equal("productpage-v1", cache.Resolve(source.Current.Value.Span).Workload);

        config.Publish(new Snapshot { Generation = 1, Workload = new Workload { Identity = Exchanges.Identity("renamed") } });

        Assert.Equal("renamed-v1", cache.Resolve(source.Current.Value.Span).Workload);
        Assert.Equal("sidecar~10.0.0.1~productpage-v1-abc.default~default.svc.cluster.local", Encoding.ASCII.GetString(source.Current.Id.Span));
    }

    [Fact]
    public void A_header_beyond_the_limit_is_not_read()
    {
        var large = Exchanges.Identity(new string('x', PeerMetadataHeader.MaxLength));

        Assert.Equal("", new PeerMetadataCache().Resolve(PeerMetadataEncoder.Encode(Node, large)).Workload);
    }
}
