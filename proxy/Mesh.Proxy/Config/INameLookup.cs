using System.Net;

namespace Mesh.Proxy.Config;

/// <summary>Asks the system for the addresses of a name.</summary>
interface INameLookup
{
    /// <param name="name">A host name.</param>
    /// <param name="done">Called once, on any thread: with addresses, or with null where the name could not be resolved.</param>
    void Lookup(string name, Action<IPAddress[]?> done);
}
