using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>Sessions past their handshake.</summary>
static class Peers
{
    public static TestSession Server(Http2Options? options = null, Http2Limits? limits = null)
    {
        var server = new TestSession(Http2Role.Server, options, limits);
        server.Start();
        server.Feed(Wire.ClientPreface, Wire.EmptySettings, Wire.SettingsAck);
        server.TakeOutput();
        return server;
    }

    public static TestSession Client(Http2Options? options = null, Http2Limits? limits = null)
    {
        var client = new TestSession(Http2Role.Client, options, limits);
        client.Start();
        client.Feed(Wire.EmptySettings, Wire.SettingsAck);
        client.TakeOutput();
        return client;
    }
}
