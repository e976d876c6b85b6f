using CsCheck;

namespace Mesh.Protocols.Tests;

static class Pick
{
    /// <summary>One of the values, each as often as the others.</summary>
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
