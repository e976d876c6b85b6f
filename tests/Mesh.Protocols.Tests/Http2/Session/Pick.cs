using CsCheck;

namespace Mesh.Protocols.Tests.Http2.Session;

static class Pick
{
    public static Gen<T> From<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
