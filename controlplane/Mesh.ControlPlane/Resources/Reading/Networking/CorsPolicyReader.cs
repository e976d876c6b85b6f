using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>http[].corsPolicy</c>.</summary>
static class CorsPolicyReader
{
    public static CorsPolicy Read(FieldReader cors) => new()
    {
        AllowOrigins =
        [
            .. cors.Items<StringMatch>("allowOrigins", StringMatchReader.Read),
            .. cors.Texts("allowOrigin").Select(origin => new StringMatch(StringMatchKind.Exact, origin)),
        ],
        AllowMethods = cors.Texts("allowMethods"),
        AllowHeaders = cors.Texts("allowHeaders"),
        ExposeHeaders = cors.Texts("exposeHeaders"),
        MaxAge = cors.Duration("maxAge"),
        AllowCredentials = cors.OptionalBoolean("allowCredentials"),
        UnmatchedPreflights = cors.Enum("unmatchedPreflights", NetworkingEnums.UnmatchedPreflights),
    };
}
