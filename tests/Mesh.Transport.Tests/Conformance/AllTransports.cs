using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class AllTransports : TheoryData<TransportKind>
{
    public AllTransports()
    {
        foreach (TransportKind kind in Enum.GetValues<TransportKind>())
        {
            Add(kind);
        }
    }
}
