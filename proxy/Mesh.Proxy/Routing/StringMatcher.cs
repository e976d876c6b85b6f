namespace Mesh.Proxy.Routing;

/// <summary>A StringMatch of the contract, ready to be asked: immutable, shared by all workers, allocates nothing.</summary>
abstract class StringMatcher
{
    public abstract bool IsMatch(ReadOnlySpan<byte> value);
}
