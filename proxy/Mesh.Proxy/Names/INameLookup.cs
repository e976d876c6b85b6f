namespace Mesh.Proxy.Names;

/// <summary>Finds the addresses of names.</summary>
interface INameLookup
{
    /// <param name="name">A host name, as an application would resolve it.</param>
    /// <param name="done">Called once, on the loop.</param>
    void Lookup(string name, Action<NameAnswer> done);
}
