using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Xunit;

namespace Mesh.ControlPlane.Tests.Registry;

/// <summary>2.1 and 2.2.</summary>
public sealed class ProtocolSelectionTests
{
    [Theory]
    [InlineData("http", null, "TCP", 80, Protocol.Http)]
    [InlineData("HTTP-web", null, "TCP", 80, Protocol.Http)]
    [InlineData("http2", null, "TCP", 80, Protocol.Http2)]
    [InlineData("https-x", null, "TCP", 443, Protocol.Https)]
    [InlineData("grpc", null, "TCP", 80, Protocol.Grpc)]
    [InlineData("grpc-web", null, "TCP", 80, Protocol.GrpcWeb)]
    [InlineData("grpc-web-x", null, "TCP", 80, Protocol.GrpcWeb)]
    [InlineData("grpc-x", null, "TCP", 80, Protocol.Grpc)]
    [InlineData("tcp-x", null, "TCP", 80, Protocol.Tcp)]
    [InlineData("tls", null, "TCP", 443, Protocol.Tls)]
    [InlineData("mongo", null, "TCP", 1, Protocol.Mongo)]
    [InlineData("redis-a", null, "TCP", 1, Protocol.Redis)]
    [InlineData("mysql", null, "TCP", 1, Protocol.Mysql)]
    [InlineData("web", null, "TCP", 80, Protocol.Auto)]
    [InlineData("httpx", null, "TCP", 80, Protocol.Auto)]
    [InlineData("", null, "TCP", 80, Protocol.Auto)]
    [InlineData("", null, "TCP", 25, Protocol.Tcp)]
    [InlineData("", null, "TCP", 53, Protocol.Tcp)]
    [InlineData("db", null, "TCP", 3306, Protocol.Tcp)]
    [InlineData("", null, "TCP", 27017, Protocol.Tcp)]
    [InlineData("http", null, "TCP", 3306, Protocol.Http)]
    [InlineData("http", null, "UDP", 80, Protocol.Udp)]
    [InlineData("tcp", "http", "TCP", 80, Protocol.Http)]
    [InlineData("tcp", "kubernetes.io/h2c", "TCP", 80, Protocol.Http2)]
    [InlineData("tcp", "kubernetes.io/ws", "TCP", 80, Protocol.Http)]
    [InlineData("tcp", "kubernetes.io/wss", "TCP", 80, Protocol.Https)]
    [InlineData("http", "example.com/unknown", "TCP", 80, Protocol.Http)]
    public void A_port_speaks_what_is_written_of_it(string name, string? appProtocol, string transport, int number, Protocol expected) =>
        Assert.Equal(expected, ProtocolSelection.OfService(name, appProtocol, transport, number));

    [Theory]
    [InlineData("HTTP", "", Protocol.Http)]
    [InlineData("GRPC-WEB", "", Protocol.GrpcWeb)]
    [InlineData("", "http-x", Protocol.Http)]
    [InlineData("SOMETHING", "http", Protocol.Tcp)]
    public void A_declared_protocol_goes_before_the_name(string protocol, string name, Protocol expected) =>
        Assert.Equal(expected, ProtocolSelection.OfDeclared(protocol, name));
}
