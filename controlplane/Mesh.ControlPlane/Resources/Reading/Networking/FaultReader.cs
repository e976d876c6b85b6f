using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>http[].fault</c>.</summary>
static class FaultReader
{
    public static HttpFaultInjection Read(FieldReader fault) => new(fault.Object("delay", Delay), fault.Object("abort", Abort));

    static FaultDelay Delay(FieldReader delay)
    {
        if (delay.Duration("exponentialDelay") is not null)
        {
            delay.Error("exponentialDelay", "is not supported, use fixedDelay");
        }

        var deprecated = delay.Int32("percent");
        return new FaultDelay(delay.Duration("fixedDelay") ?? default, PercentReader.Read(delay, "percentage") ?? deprecated);
    }

    static FaultAbort Abort(FieldReader abort)
    {
        if (abort.Text("http2Error") is not null)
        {
            abort.Error("http2Error", "is not supported, use httpStatus or grpcStatus");
        }

        var read = new FaultAbort(abort.Int32("httpStatus"), abort.Text("grpcStatus"), PercentReader.Read(abort, "percentage"));
        if (read is { HttpStatus: not null, GrpcStatus: not null })
        {
            abort.Error("grpcStatus", "cannot be set together with httpStatus");
        }

        return read;
    }
}
