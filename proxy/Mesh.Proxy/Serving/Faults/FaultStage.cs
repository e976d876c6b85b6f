namespace Mesh.Proxy.Serving.Faults;

/// <summary>How far the exchange had come.</summary>
enum FaultStage : byte
{
    RequestHead,
    Routing,
    Connecting,
    RequestBody,
    ResponseHead,
    ResponseBody,
}
