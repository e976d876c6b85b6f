using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>outlierDetection</c>.</summary>
static class OutlierDetectionReader
{
    public static OutlierDetection Read(FieldReader outlier)
    {
        var deprecated = outlier.Int32("consecutiveErrors");
        return new OutlierDetection
        {
            SplitExternalLocalOriginErrors = outlier.Boolean("splitExternalLocalOriginErrors"),
            ConsecutiveLocalOriginFailures = outlier.UInt32("consecutiveLocalOriginFailures"),
            ConsecutiveGatewayErrors = outlier.UInt32("consecutiveGatewayErrors"),
            Consecutive5xxErrors = outlier.UInt32("consecutive5xxErrors") ?? deprecated,
            Interval = outlier.Duration("interval"),
            BaseEjectionTime = outlier.Duration("baseEjectionTime"),
            MaxEjectionPercent = outlier.Int32("maxEjectionPercent"),
            MinHealthPercent = outlier.Int32("minHealthPercent"),
            OutlierDetectionHttpErrorCodes = outlier.Items<int>("outlierDetectionHttpErrorCodes", Values.Int32),
        };
    }
}
